import { expect, test } from 'vitest';
import type { RefusedChange } from '../../queries/types.ts';
import { exportOf } from './refusal-export.ts';

const change = (uid: string, code: string): RefusedChange => ({
  seq: 1,
  uid,
  step: null,
  name: 'ticket.set-title',
  args: { ticketId: 't', title: 'own words' },
  ownOnly: false,
  again: null,
  ticketId: 't',
  ticketTitle: 'OFFICE-TITLE',
  ticketNumber: 'OFFICE-NUMBER',
  at: 0,
  reason: { code, message: 'This ticket is not there, or not shared with you.', details: {} },
});

test('own words and reasons, with what builds on them; nothing of the ticket (O3)', () => {
  const json = exportOf({
    change: change('a', 'not-found'),
    dependants: [change('b', 'depends-on-refused')],
  });
  const exported = (id: string, code: string) => ({
    id,
    change: 'ticket.set-title',
    arguments: { ticketId: 't', title: 'own words' },
    madeAt: '1970-01-01T00:00:00.000Z',
    refused: { code, message: 'This ticket is not there, or not shared with you.', details: {} },
  });
  expect(JSON.parse(json)).toEqual({
    ...exported('a', 'not-found'),
    dependants: [exported('b', 'depends-on-refused')],
  });
  expect(json).not.toContain('OFFICE');
});

test('where only own words of a text are left, the file says so (S1)', () => {
  const json = exportOf({ change: { ...change('a', 'not-found'), ownOnly: true }, dependants: [] });
  expect(JSON.parse(json)).toMatchObject({ onlyOwnWords: true });
});
