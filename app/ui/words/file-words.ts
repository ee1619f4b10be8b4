import { limits } from '../../../shared/model/limits.ts';
import type { Attachment } from '../../../shared/model/attachment.ts';
import type { ChosenFile, KeptFiles, NotTaken, TooLittleRoom } from '../../queries/files.ts';
import type { LeftOutOfShare } from '../../queries/shared.ts';
import type { Fetched } from '../../queries/why-not.ts';
import { busyWords } from './ask-words.ts';
import { countWords } from './labels.ts';
import { sizeWords } from './size-words.ts';

/** How many files go in a sentence by name; of more only their number is said. */
const NAMED = 3;

/** What a message says that has files and no words: readable also where files are not shown. */
export function onlyFilesWords(files: readonly Pick<Attachment, 'name'>[]): string {
  const names =
    files.length <= NAMED ? files.map(({ name }) => name).join(', ') : countWords(files.length, 'file');
  return `Attached: ${names}`;
}

const reasons: Readonly<Record<NotTaken['why'], string>> = {
  'too-large': 'is larger than 25 MB',
  empty: 'is empty',
  'no-room': 'does not fit on this device; what you write is still kept. The sync panel shows what can go',
  unreadable: 'could not be read',
  'too-many': 'is one too many: 20 files go with one message',
};

/** Why files were not taken, in one sentence each. */
export function notTakenWords(not: readonly NotTaken[]): string {
  return not.map(({ name, why }) => `${name} ${reasons[why]}.`).join(' ');
}

const reasonsOfShare: Readonly<Record<keyof LeftOutOfShare, (it: string) => string>> = {
  'too-many': () => `${limits.filesAtOnce} files wait here at most. Say where these go, then share the rest`,
  'too-much': () => 'what waits here is 100 MB at most. Say where these go, then share the rest',
  'too-large': () => 'more than 100 MB at once goes to no ticket. Share something smaller',
  'disk-full': (it) =>
    `this device has no room for ${it}. The sync panel shows what can go; then share ${it} again`,
};

/** How many of the files that were shared were not taken, why, and what to do: some words for each reason. */
export function leftOutWords(leftOut: LeftOutOfShare): string[] {
  return (Object.keys(reasonsOfShare) as (keyof LeftOutOfShare)[]).flatMap((why) => {
    const count = leftOut[why] ?? 0;
    if (count === 0) return [];
    const [were, it] = count === 1 ? ['was', 'it'] : ['were', 'them'];
    return `${countWords(count, 'file')} ${were} not taken: ${reasonsOfShare[why](it)}.`;
  });
}

/** Of what was shared, where the device had no room even to note how much of it was left out. */
export const notKeptWords =
  'Not all that was shared could be kept: this device may be full. The sync panel shows what can go; then share it again.';

const problems: Readonly<Record<string, string>> = {
  'quota-person': 'The office has no more room for your files',
  'quota-tenant': 'The office has no more room for files',
  'bytes-gone': 'This browser has lost its content; add it again',
  'not-found': 'The office does not have its ticket for you any more',
  'wrong-content': 'It arrived damaged',
  'too-large': 'It is larger than the office takes',
  'not-allowed': 'You may not add files to its ticket any more',
  'bad-request': 'The office does not take a file like this',
  internal: 'The office stumbled over it, and is asked again in a minute',
};

/** What is the matter with a file that does not get to the office. */
export function problemWords(problem: string): string {
  return problems[problem] ?? 'The office did not take it';
}

const whatToDo: Readonly<Record<string, string>> = {
  'quota-person':
    'Whoever runs your server can allow more; then try again. Or save a copy, and drop it here.',
  'quota-tenant':
    'Whoever runs your server can allow more; then try again. Or save a copy, and drop it here.',
  'not-found': 'Save a copy before you drop it.',
  'not-allowed': 'Save a copy before you drop it.',
  internal: 'Nothing needs to be done. Or save a copy, to be sure.',
};

/** On its ticket: why an own file is not at the office, what is safe, and what can be done. */
export function stuckWords(problem: string): string {
  if (problem === 'bytes-gone')
    return `${problemWords(problem)}. What you wrote with it is kept; this one can be dropped.`;
  const todo = whatToDo[problem] ?? 'Try again; or save a copy, drop it here, and add the copy.';
  return `${problemWords(problem)}. It is safe on this device, and so is what you wrote with it. ${todo}`;
}

/** Where an own file is that the office does not have all of. */
export function sendingWords({
  sent,
  bytes,
  problem,
}: Pick<ChosenFile, 'sent' | 'bytes' | 'problem'>): string {
  if (problem !== null) return `Not sent: ${problemWords(problem)}.`;
  return sent > 0 ? `Sending, ${Math.floor((sent / bytes) * 100)} %` : 'Waits to be sent';
}

/** How far a file has come that is being fetched. */
export const fetchingWords = (got: number, bytes: number): string =>
  `Fetching, ${Math.min(100, Math.floor((got / Math.max(1, bytes)) * 100))} %`;

/** What came of asking for a file, where it is not here now. */
export function fetchedWords(fetched: Exclude<Fetched, 'here'>): string {
  switch (fetched) {
    case 'not-yet':
      return 'It has not reached the office yet.';
    case 'gone':
      return 'The office does not have it any more.';
    case 'busy':
      return busyWords;
    case 'away':
      return 'There is no connection to the office just now.';
  }
}

const lacking: Readonly<Record<NonNullable<KeptFiles['lacks']>, string>> = {
  device: 'this device has no room for the rest',
  bound: 'the rest is more than may be kept here. The sync panel shows what can go',
};

/** How many of a ticket's files are on this device, and why not all. */
export function keptFilesWords({ files, here, lacks }: KeptFiles): string {
  if (here === files) return `${countWords(files, 'file')}, all here`;
  const some = `${here} of ${countWords(files, 'file')} here`;
  return lacks ? `${some}: ${lacking[lacks]}` : some;
}

/** Why the files of a ticket are not kept here: how much they are, how much room there is, and what can go. */
export function tooLittleRoomWords({ wanted, left, max, shares }: TooLittleRoom): string {
  const size = `Its files take ${sizeWords(wanted)}`;
  if (wanted > max)
    return `${size}: more than the ${sizeWords(max)} that are kept on a device. Look at them one by one.`;
  const room = left > 0 ? `there is room for ${sizeWords(left)}` : 'there is no room left';
  const go = shares.length === 1 ? 'this one' : 'one of these';
  return `${size}, and ${room} of the ${sizeWords(max)} that are kept on a device. Keep ${go} no longer, and try again:`;
}
