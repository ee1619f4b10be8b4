import { describe, expect, test } from 'vitest';
import type { EventKind } from '../../../shared/model/conversation.ts';
import { linkEventWords, mergeWarnings, otherTicketOf, progressWords, titleFrom } from './link-words.ts';
import type { Names } from './names.ts';

const names: Names = {
  tagColor: () => 'grey',
  person: (id) => ({ r: 'Rita', o: 'Rolf' })[id ?? ''] ?? 'someone',
  team: () => 'North',
  tag: () => 'pump',
  category: () => 'Water',
  field: () => 'Meter',
};

test.each<[EventKind, unknown, unknown, string, string | null]>([
  ['follow-up', null, 't', 'opened another ticket that follows this one:', 't'],
  ['linked', null, { ticketId: 't', what: 'parent-of' }, 'made this the parent of', 't'],
  ['linked', null, { ticketId: 't', what: 'of-tomorrow' }, 'linked this to', 't'],
  ['unlinked', { ticketId: 't', what: 'child-of' }, null, 'took away the link “Part of” to', 't'],
  ['merged', { status: 'open' }, { into: 't' }, 'merged this into', 't'],
  ['merged', null, { from: 't' }, 'merged into this', 't'],
  ['unmerged', null, { into: 't', left: [] }, 'undid the merge into', 't'],
  [
    'unmerged',
    null,
    { into: 't', left: ['status'] },
    'undid the merge (it left the status, changed since) into',
    't',
  ],
  ['unmerged', null, { from: 't' }, 'took out of this again', 't'],
  ['merged-reply', null, { ticketId: 't', messageId: 'm' }, 'wrote on what was merged into this:', 't'],
  ['split', null, { ticketId: 't', messageId: 'm' }, 'split off a message as', 't'],
  ['split', null, { from: 't', messageId: 'm' }, 'split this off from a message on', 't'],
  ['linked', null, null, 'linked this to', null],
])('%s %j %j → %s', (what, oldValue, newValue, words, other) => {
  expect(linkEventWords({ what, oldValue, newValue })).toBe(words);
  expect(otherTicketOf({ what, oldValue, newValue })).toBe(other);
});

test('other things have words of their own', () => {
  expect(linkEventWords({ what: 'status', oldValue: 'new', newValue: 'open' })).toBeNull();
  expect(otherTicketOf({ what: 'status', oldValue: 'new', newValue: 'open' })).toBeNull();
});

test('how far the parts are', () => {
  expect(progressWords(['resolved', 'closed', 'open', 'resolved', 'pending'])).toBe('3 of 5 resolved');
  expect(progressWords(['resolved', null])).toBe('1 of 2 resolved, 1 not on this device');
});

describe('before a merge', () => {
  const one = { requesterId: 'r', teamId: 'n', status: 'open' } as const;
  test('nothing is to be said of two of one requester and one team', () => {
    expect(mergeWarnings(one, { ...one, teamId: null }, false, names)).toEqual([]);
    expect(mergeWarnings(one, one, true, names)).toEqual([]);
  });
  test('another requester or team is', () => {
    const [requester, team] = mergeWarnings(one, { ...one, requesterId: 'o', teamId: null }, true, names);
    expect(requester).toMatch(/^The requesters differ\. Rita is not told/);
    expect(team).toBe('The teams differ. Who works for no team only does not see what was said here.');
  });
});

test.each([
  ['The gate is stuck\nsince noon', 'The gate is stuck'],
  ['\n\n> ## **The** `gate`', 'The gate'],
  ['- one\n- two', 'one'],
  ['1. first', 'first'],
  ['---\n***\nwords', 'words'],
  ['門が開かない', '門が開かない'],
  ['2 pumps fail', '2 pumps fail'],
  ['…', ''],
  ['x'.repeat(300), `${'x'.repeat(199)}…`],
])('%j as a title', (body, title) => {
  expect(titleFrom(body, 200)).toBe(title);
});
