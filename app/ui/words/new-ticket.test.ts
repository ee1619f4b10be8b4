import { expect, test } from 'vitest';
import {
  draftFromForm,
  emptyForm,
  formFromDraft,
  formProblems,
  isTyped,
  staysBehind,
  type NewTicketForm,
} from './new-ticket.ts';

const form = (change: Partial<NewTicketForm>): NewTicketForm => ({ ...emptyForm('me'), ...change });

test.each<[Partial<NewTicketForm>, string[]]>([
  [{ title: 'Pump' }, ['title']],
  [{ title: '  Pump  ' }, ['title']],
  [{ title: 'Pumps' }, []],
  [{ title: 'مضخة جافة' }, []],
  [{ title: 'Pumps', description: 'short' }, ['description']],
  [{ title: 'Pumps', description: '   ' }, []],
  [{ title: 'Pumps', description: 'long enough' }, []],
  [{ description: 'x' }, ['title', 'description']],
])('%j has problems with %j', (change, fields) => {
  expect(Object.keys(formProblems(form(change)))).toEqual(fields);
});

test('a draft comes back as it was', () => {
  const full = form({
    title: 'T',
    address: 'Quay 3',
    latitude: 1.5,
    longitude: -2,
    number: '202611-0007',
    teamId: 't',
  });
  expect(formFromDraft(draftFromForm(full), 'me')).toEqual(full);
});

test('a team that was chosen stays chosen, also none; one that was not stays open', () => {
  for (const teamId of ['t', null, undefined])
    expect(formFromDraft(draftFromForm(form({ teamId })), 'me').teamId).toBe(teamId);
});

test.each(['', 'not json', 'null', '[]', '{"title":5,"priority":"enormous"}'])(
  'the draft %j is an empty form',
  (body) => {
    expect(formFromDraft(body, 'me')).toEqual(emptyForm('me'));
  },
);

test('an empty form is no loss', () => {
  expect(isTyped(form({ number: '202611-0007', priority: 'high' }))).toBe(false);
  expect(isTyped(form({ title: 'x' }))).toBe(true);
});

test.each([
  [{ files: true, template: false }, /^Files cannot .* hand it over when they are sent\.$/],
  [{ files: false, template: true }, /^What the template adds cannot .* hand it over after that\.$/],
  [{ files: true, template: true }, /^Files and what the template adds cannot .* when they are sent\.$/],
])('what cannot go along with a ticket that leaves: %j', (what, words) => {
  expect(staysBehind(what)).toMatch(words);
});

test('a ticket with nothing to go along may leave', () => {
  expect(staysBehind({ files: false, template: false })).toBeNull();
});
