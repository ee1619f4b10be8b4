/** A single line as the schemas take it: control characters become spaces, ends are trimmed. */
export function cleanLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters to keep out
  const line = wellFormed(text).replace(/[\u0000-\u001f\u007f]+/g, ' ');
  return line.trim();
}

/** Text of several lines as the schemas take it: without NUL and lone surrogates, trimmed at the end. */
export function cleanText(text: string): string {
  return wellFormed(text).replaceAll('\u0000', '').trimEnd();
}

/** A lone surrogate cannot be stored: it becomes the sign for "unknown character". */
function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
