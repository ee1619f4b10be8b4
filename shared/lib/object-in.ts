/** The object that a text holds as JSON; an empty one where it holds none. Its values are of whatever shape. */
export function objectIn(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
