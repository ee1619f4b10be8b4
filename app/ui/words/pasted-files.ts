/** What was pasted, as far as it is told here. */
export type Pasted = Pick<DataTransfer, 'getData'> & { files: ArrayLike<File> };

/**
 * The files to be taken out of what is pasted: none where there are words, which are what is meant. A spreadsheet puts a
 * picture of its cells beside them; a folder puts the files' own names, which are no words of anybody.
 */
export function pastedFiles(pasted: Pasted): File[] {
  const files = Array.from(pasted.files);
  const words = pasted.getData('text/plain');
  return words === '' || isNames(words, files) ? files : [];
}

function isNames(words: string, files: readonly File[]): boolean {
  const names = new Set(files.map(({ name }) => name));
  return words
    .trim()
    .split(/\r\n|\r|\n/)
    .every((line) => names.has(line.split('/').at(-1) ?? ''));
}
