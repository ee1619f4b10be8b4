import { expect, test } from 'vitest';
import { kindCodes, type RowKind } from '../../../shared/model/rows.ts';
import { publicPolicies } from '../../../shared/model/policy.ts';
import { newTicket } from '../../../shared/mutations/new-ticket.ts';
import { namesIn, scopesOf } from '../../../shared/rules/scopes.ts';
import { summedIn } from './sums.ts';

const ticket = {
  ...newTicket('t', '202311-0001', 'x', 1),
  r: 1,
  n: 1,
  s: 1,
  teamId: 'a',
  requesterId: 'rita',
};
/** A row of any kind that is wherever its kind can be. */
const shown = {
  ...ticket,
  internal: false,
  public: true,
  lostBy: 'rita',
  personId: 'rita',
  key: publicPolicies[0],
};
/** Their scopes follow from the tickets they are named on. */
const withoutScopes: readonly RowKind[] = ['name'];

test.each(Object.keys(kindCodes) as RowKind[])('a %s is summed in every scope it can be in (C1)', (kind) => {
  const scopes = scopesOf(kind, shown as never, ticket);
  expect(scopes.length > 0).toBe(!withoutScopes.includes(kind));
  for (const scope of scopes) expect(summedIn(scope)).toContain(kind);
});

test('what requesters are shown of the tenant is summed in their portal (C1)', () => {
  for (const kind of ['category', 'field', 'policy'] as const) {
    expect(scopesOf(kind, shown as never, ticket)).toContain('portal');
    expect(summedIn('portal')).toContain(kind);
  }
});

test('names are summed where they go with threads (C1, S3)', () => {
  expect(namesIn('ticket', ticket)).toContain('rita');
  expect(summedIn('requester:rita')).toContain('name');
});

test('a scope that nobody has said how to sum is not summed as if it were another (C1)', () => {
  for (const scope of ['admin', 'archive:x', 'toString', '']) expect(summedIn(scope)).toBeNull();
});
