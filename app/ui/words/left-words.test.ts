import { expect, test } from 'vitest';
import { leftWordsExport, leftWordsReason, leftWordsTitles } from './left-words.ts';

test.each([
  ['reply', false, 'Its ticket is not on this device any more.'],
  ['note', false, 'Its ticket is not on this device any more.'],
  ['description', false, 'Its ticket is not on this device any more. This is what you had typed;'],
  ['title', true, 'Its ticket had left this device, and is here again. This is what you had typed;'],
  ['merge', true, 'What it was about has been settled meanwhile.'],
] as const)('why a %s has no field (its ticket is here: %s)', (what, ticketHere, sentence) => {
  expect(leftWordsTitles[what]).toMatch(/you were/);
  expect(leftWordsReason({ what, ticketHere }).startsWith(sentence)).toBe(true);
});

test('the export holds the words and what they were, and nothing else', () => {
  const words = {
    id: 'left:t',
    ticketId: 't',
    ticketHere: false,
    what: 'note',
    body: 'mine',
    at: 0,
  } as const;
  expect(JSON.parse(leftWordsExport(words))).toEqual({
    what: 'note',
    ticket: 't',
    typedAt: '1970-01-01T00:00:00.000Z',
    text: 'mine',
  });
});
