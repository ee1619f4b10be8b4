import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { Verdict } from '../../shared/protocol/push.ts';
import { mayShow } from './present-state.ts';

const refused = (code: string, details?: Record<string, string>): Verdict => ({
  n: 3,
  status: 'refused',
  code,
  message: 'no',
  ...(details && { details }),
});

// O3: a refusal for lost access carries nothing of the server's state; every other shows what stands.
test.each<[string, Verdict, boolean, boolean]>([
  ['the ticket is lost, and may still lie here', refused('not-found'), false, false],
  ['the ticket was lost, and what came since is held again', refused('not-found'), true, true],
  ['the assignee named is none', refused('not-found', { assigneeId: 'unknown' }), false, true],
  ['the category named is gone', refused('not-found', { categoryId: 'unknown' }), false, true],
  ['the requester named is gone', refused('not-found', { requesterId: 'unknown' }), false, true],
  ['the role does not do', refused('not-allowed'), false, true],
  ['the move is none', refused('move-not-allowed'), false, true],
  ['what it needs was refused', refused('depends-on-refused'), false, true],
])('%s', (_what, verdict, passed, shown) => {
  expect(mayShow({ verdict, ord: 7, n: 3 }, ([r, n]) => passed && r === 7 && n === 3)).toBe(shown);
});
