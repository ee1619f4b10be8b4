import { expect, test } from 'vitest';
import { pastedFiles } from './pasted-files.ts';

const picture = new File(['x'], 'image.png', { type: 'image/png' });
const plan = new File(['y'], 'plan.pdf', { type: 'application/pdf' });

const names = (files: File[], words: string): string[] =>
  pastedFiles({ files, getData: (type) => (type === 'text/plain' ? words : '<b>x</b>') }).map(
    ({ name }) => name,
  );

test.each([
  ['a picture', [picture], '', ['image.png']],
  ['cells of a spreadsheet, which bring a picture of themselves', [picture], 'Pump 4\t12 bar\r\n', []],
  ['cells with nothing in them', [picture], '\t\r\n', []],
  ['words', [], 'Pump 4', []],
  [
    'files out of a folder, with their names',
    [picture, plan],
    'image.png\nplan.pdf',
    ['image.png', 'plan.pdf'],
  ],
  ['a file out of a folder, with its place', [plan], '/home/ana/plan.pdf', ['plan.pdf']],
  ['words that name the file', [plan], 'See plan.pdf', []],
  ['a name, and words below it', [plan], 'plan.pdf\nis wrong', []],
])('%s', (_, files, words, taken) => expect(names(files, words)).toEqual(taken));
