/**
 * Pictures that are shown inside the app. Everything else is only ever saved: a page or a drawing with a script in it
 * must not open as if it were ours.
 */
const shown: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
]);

export function isShownPicture(type: string): boolean {
  return shown.has(type);
}
