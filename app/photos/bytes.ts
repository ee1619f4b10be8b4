/** A text as bytes, one a character: what files are marked with is ASCII. */
const coded = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0));

/** Whether these characters, a byte each, stand in a file at a place. */
export const isAt = (file: Uint8Array, at: number, text: string): boolean =>
  coded(text).every((byte, i) => file[at + i] === byte);

/** Bytes from characters, a byte each, and from bytes. */
export const bytesFrom = (...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? coded(part) : part)));
