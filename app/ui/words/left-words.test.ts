import { expect, test } from 'vitest';
import {
  leftFieldId,
  leftWordsExport,
  leftWordsReason,
  leftWordsText,
  leftWordsTitles,
} from './left-words.ts';
import { fullTime } from './time-words.ts';

test.each([
  ['reply', false, 'Its ticket is not on this device any more.'],
  ['note', false, 'Its ticket is not on this device any more.'],
  ['reason', false, 'Its ticket is not on this device any more.'],
  ['description', false, 'Its ticket is not on this device any more. This is what you had typed;'],
  ['title', true, 'Its ticket had left this device, and is here again. This is what you had typed;'],
  ['merge', true, 'What it was about has been settled meanwhile.'],
  ['visit', false, 'Its ticket is not on this device any more. This is what you had typed;'],
  ['signature', false, 'Its ticket is not on this device any more. This is what you had typed;'],
  ['time', false, 'Its ticket is not on this device any more. This is what you had typed;'],
  ['item', false, 'Its ticket is not on this device any more. This is what you had typed;'],
  ['place', false, 'Its ticket is not on this device any more. This is what you had typed;'],
  ['appointment', true, 'Its ticket had left this device, and is here again. This is what you had typed;'],
  ['fields', false, 'Its ticket is not on this device any more. This is what you had typed;'],
] as const)('why a %s has no field (its ticket is here: %s)', (what, ticketHere, sentence) => {
  expect(leftWordsTitles[what]).toMatch(/you were/);
  expect(leftWordsReason({ id: 'left:x', what, ticketHere }).startsWith(sentence)).toBe(true);
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

test.each([
  ['reply', '{"note":"as it is"}', '{"note":"as it is"}'],
  ['visit', '{"note":"It drips.","outcome":"done"}', 'Outcome: Work done\nNote: It drips.'],
  ['visit', '{"note":"2026-11-24T14:00"}', 'Note: 2026-11-24T14:00'],
  ['time', '{"typed":"1:30","day":"2026-11-24","note":"Pipe"}', 'How long: 1:30\nDay: 2026-11-24\nNote: Pipe'],
  ['item', '{"text":"Sweep"}', 'Item: Sweep'],
  ['place', '{"address":"Quay 7","position":"1, 2"}', 'Place: Quay 7\nPosition: 1, 2'],
  ['signature', '{"name":"R. Meyer","path":"M1 1L2 2"}', 'Name of who signs: R. Meyer\nSignature: drawn'],
  ['visit', 'no form', 'no form'],
  ['fields', '{"words":"behind the pump"}', 'Asset number: behind the pump'],
  ['fields', '{"value":"12."}', 'Asset number: 12.'],
] as const)('a %s as it is read: %s', (what, body, text) => {
  expect(leftWordsText({ what, body }, 'Asset number')).toBe(text);
}); // prettier-ignore

test('a time is read as everywhere, and a drawing goes along', () => {
  const at = new Date('2026-11-24T14:00').getTime();
  expect(leftWordsText({ what: 'appointment', body: '{"startsAt":"2026-11-24T14:00"}' })).toBe(
    `From: ${fullTime(at)}`,
  );
  const words = { id: 'left:s', ticketId: 't', ticketHere: false, what: 'signature', at: 0 } as const;
  expect(JSON.parse(leftWordsExport({ ...words, body: '{"path":"M1 1L2 2"}' }))).toMatchObject({
    text: 'Signature: drawn',
    drawing: 'M1 1L2 2',
  });
});

test('what was typed into a field of the tenant’s own knows which, and when that is what went', () => {
  const id = 'fields:the-ticket:the-field';
  expect(leftFieldId({ id })).toBe('the-field');
  expect(leftFieldId({ id: `left:${id}#parted` })).toBe('the-field');
  expect(leftFieldId({ id: 'visit:v' })).toBeNull();
  expect(leftWordsReason({ id, what: 'fields', ticketHere: true })).toBe(
    'This field is not in use any more.',
  );
  expect(leftWordsReason({ id: `left:${id}`, what: 'fields', ticketHere: true })).toMatch(/here again/);
});

test('words for a message that may not be changed any more say so', () => {
  expect(leftWordsReason({ id: 't:message:m', what: 'reply', ticketHere: true })).toMatch(
    /^The message it was to change cannot/,
  );
  expect(leftWordsReason({ id: 't', what: 'reply', ticketHere: false })).toMatch(/^Its ticket is not on/);
});
