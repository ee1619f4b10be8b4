import { expect, test } from 'vitest';
import { auditQuery, auditUrl, auditViewFrom } from './audit-view.ts';

const id = '00000000-0000-4000-8000-000000000001';
const nothing = { personId: null, action: null, ticket: null, from: null, until: null, refused: false };

test('an address says a view, and a view its address', () => {
  const url = `/settings/audit?personId=${id}&action=policy.set&ticket=202611-0007&from=2026-11-01&refused=yes`;
  const view = auditViewFrom(url.slice(url.indexOf('?')));
  expect(auditUrl(view)).toBe(url);
  expect(auditQuery(view)).toEqual({
    ...nothing,
    personId: id,
    action: 'policy.set',
    ticket: '202611-0007',
    from: new Date(2026, 10, 1).getTime(),
    refused: true,
  });
});

test.each(['', 'personId=x', 'action=DROP', 'ticket=2026', 'from=2026-13-01', 'refused=no', 'else=1'])(
  '%j asks for everything',
  (search) => {
    expect(auditQuery(auditViewFrom(search))).toEqual(nothing);
  },
);
