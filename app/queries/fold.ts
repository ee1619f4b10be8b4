/** A text as it is searched for: case and accents do not matter to somebody who searches. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
