import { expect, test } from 'vitest';
import { safetySentences } from './safety-words.ts';
import { base, now } from './testing/sync-status.ts';

const min = 60_000;

test('nothing waiting says that the office has it all', () => {
  expect(safetySentences(base, now)).toEqual([
    'Nothing waits on this device: the office has confirmed every change you made here.',
  ]);
});

test('files that are only here are no word of everything being there', () => {
  for (const more of [{ files: 2 }, { filesStuck: 1 }])
    expect(safetySentences({ ...base, ...more }, now).join()).not.toContain('Nothing waits');
});

test('what waits for the network says so, and nothing else does', () => {
  const waiting = { ...base, waiting: 1 };
  expect(safetySentences({ ...waiting, state: 'offline' }, now).join()).toContain('when the network is back');
  for (const state of ['sending', 'trouble', 'too-old'] as const)
    expect(safetySentences({ ...waiting, state }, now).join()).not.toContain('when the network is back');
});

test('waiting changes say where they are, how old, what happens next', () => {
  const status = { ...base, waiting: 2, refused: 1, oldestAt: now - 130 * min };
  const sentences = safetySentences(status, now).join(' ');
  expect(sentences).toContain('saved on this device');
  expect(sentences).toContain('The oldest unsent change is 2 h old.');
  expect(sentences).toContain('until you drop it');
});

test('files on the way say how old the oldest is', () => {
  const sentences = safetySentences({ ...base, files: 2, oldestFileAt: now - 130 * min }, now);
  expect(sentences).toEqual(['The oldest file on the way is 2 h old.']);
});

test('a wait the server asked for is told apart from one of our own', () => {
  const waiting = { ...base, nextTryAt: now + min };
  expect(safetySentences({ ...waiting, paused: true }, now).join(' ')).toContain('asked for patience');
  expect(safetySentences(waiting, now).join(' ')).not.toContain('patience');
});
