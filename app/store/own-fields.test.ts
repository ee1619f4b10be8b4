import { expect, test } from 'vitest';
import { hasFields, ownFields } from './own-fields.ts';

const stood = { arrived: '2026-11-24T14:00', leaves: '', outcome: null, note: 'The valve is the old one.' };

test.each([
  ['nothing', {}, null],
  ['a word in a note', { note: 'The valve is the old one. It drips.' }, { note: 'It drips.' }],
  ['another time', { arrived: '2026-11-24T14:05' }, { arrived: '2026-11-24T14:05' }],
  ['a choice', { outcome: 'done' }, { outcome: 'done' }],
  ['what was taken out', { note: 'The valve', arrived: '' }, null],
  ['all of it', { leaves: '2026-11-24T15:00', note: 'Mine' }, { leaves: '2026-11-24T15:00', note: 'Mine' }],
])('of a form is left what was typed or chosen: %s (D10)', (_what, typed, left) => {
  const own = ownFields(JSON.stringify(stood), JSON.stringify({ ...stood, ...typed }));
  expect(own === '' ? null : JSON.parse(own)).toEqual(left);
});

test('what is no form has no fields', () => {
  expect(ownFields('', 'words')).toBe('');
  expect(ownFields('null', '[1]')).toBe('');
  expect(ownFields('words', '{"note":"Mine"}')).toBe('{"note":"Mine"}');
});

test('a form that was typed on has what was kept of it before', () => {
  expect(hasFields('{"note":"It drips badly.","outcome":"done"}', '{"note":"It drips"}')).toBe(true);
  expect(hasFields('{"outcome":"done"}', '{"note":"It drips"}')).toBe(false);
});
