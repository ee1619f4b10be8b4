import { expect, test } from 'vitest';
import {
  fetchedWords,
  keptFilesWords,
  stuckWords,
  tooLittleRoomWords,
  leftOutWords,
  notTakenWords,
  onlyFilesWords,
  problemWords,
  sendingWords,
} from './file-words.ts';

test('a message of files alone names them, or says how many', () => {
  const named = (...names: string[]) => onlyFilesWords(names.map((name) => ({ name })));
  expect(named('a.jpg')).toBe('Attached: a.jpg');
  expect(named('a.jpg', 'b.pdf', 'c.txt')).toBe('Attached: a.jpg, b.pdf, c.txt');
  expect(named('a', 'b', 'c', 'd')).toBe('Attached: 4 files');
});

test('each file that was not taken is named with its reason', () => {
  expect(
    notTakenWords([
      { name: 'film.mp4', why: 'too-large' },
      { name: 'x', why: 'empty' },
    ]),
  ).toBe('film.mp4 is larger than 25 MB. x is empty.');
});

test('of what was shared and not taken it is said how much, why, and what to do', () => {
  expect(leftOutWords({ 'too-many': 3, 'disk-full': 1 })).toEqual([
    '3 files were not taken: 20 files wait here at most. Say where these go, then share the rest.',
    '1 file was not taken: this device has no room for it. The sync panel shows what can go; then share it again.',
  ]);
  expect(leftOutWords({ 'too-much': 1, 'too-large': 2 })).toEqual([
    '1 file was not taken: what waits here is 100 MB at most. Say where these go, then share the rest.',
    '2 files were not taken: more than 100 MB at once goes to no ticket. Share something smaller.',
  ]);
  expect(leftOutWords({})).toEqual([]);
});

test.each([
  [{ sent: 0, bytes: 10, problem: null }, 'Waits to be sent'],
  [{ sent: 5, bytes: 10, problem: null }, 'Sending, 50 %'],
  [{ sent: 999, bytes: 1000, problem: null }, 'Sending, 99 %'],
  [{ sent: 5, bytes: 10, problem: 'quota-person' }, 'Not sent: The office has no more room for your files.'],
  [{ sent: 5, bytes: 10, problem: 'something-new' }, 'Not sent: The office did not take it.'],
])('%j is said as %s', (file, words) => {
  expect(sendingWords(file)).toBe(words);
});

test('what is not here is told by what may help', () => {
  expect(fetchedWords('not-yet')).toMatch(/not reached the office/);
  expect(fetchedWords('away')).toMatch(/no connection/);
  expect(fetchedWords('busy')).toMatch(/busy/);
  expect(fetchedWords('gone')).toMatch(/any more/);
  expect(problemWords('bytes-gone')).toMatch(/add it again/);
});

test.each([
  [{ files: 3, here: 3, lacks: 'device' }, '3 files, all here'],
  [{ files: 3, here: 1, lacks: null }, '1 of 3 files here'],
  [{ files: 3, here: 1, lacks: 'device' }, '1 of 3 files here: this device has no room for the rest'],
  [
    { files: 3, here: 1, lacks: 'bound' },
    '1 of 3 files here: the rest is more than may be kept here. The sync panel shows what can go',
  ],
] as const)('of the files of a kept ticket: %j', (found, words) => {
  expect(keptFilesWords({ kept: true, ...found })).toBe(words);
});

test.each([
  [620, 200, 2, 'Its files take 620 MB, and there is room for 200 MB of the 1.0 GB that are kept on a device. Keep one of these no longer, and try again:'],
  [620, 0, 1, 'Its files take 620 MB, and there is no room left of the 1.0 GB that are kept on a device. Keep this one no longer, and try again:'],
  [1_200, 200, 2, 'Its files take 1.2 GB: more than the 1.0 GB that are kept on a device. Look at them one by one.'],
])('files of %s MB where there is room for %s MB beside %s others', (wanted, left, others, words) => {
  const shares = Array.from({ length: others }, (_, n) => ({ ticketId: `${n}`, number: null, title: '', bytes: 1 }));
  expect(tooLittleRoomWords({ wanted: wanted * 1e6, left: left * 1e6, max: 1e9, shares })).toBe(words);
}); // prettier-ignore

test.each([
  [
    'quota-person',
    /no more room for your files\. It is safe on this device.* Whoever runs your server can allow more/,
  ],
  [
    'quota-tenant',
    /no more room for files\. It is safe on this device.* Whoever runs your server can allow more/,
  ],
  ['too-large', /larger than the office takes\. It is safe on this device.* save a copy/],
  ['bad-request', /does not take a file like this\. It is safe on this device/],
  ['not-allowed', /may not add files.* Save a copy before you drop it/],
  [
    'bytes-gone',
    /^This browser has lost its content; add it again\. What you wrote with it is kept; this one can be dropped\.$/,
  ],
  ['what a later server says', /did not take it\. It is safe on this device/],
])('a file that is stuck for %s says why, what is safe and what to do', (problem, words) => {
  expect(stuckWords(problem)).toMatch(words);
});
