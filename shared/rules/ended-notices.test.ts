import { expect, test } from 'vitest';
import type { Breach } from '../model/ticket.ts';
import { endingsOfBreaches } from './ended-notices.ts';

const breach = (what: Breach['what'], withdrawn = false): Breach => ({
  what,
  at: what.length,
  priority: 'medium',
  withdrawn,
});
const [late, gone] = [breach('resolution'), breach('resolution', true)];

test.each([
  ['the only one', [late], [gone], ['escalated']],
  ['one of two', [late, { ...late, at: 99 }], [gone, { ...late, at: 99 }], []],
  ['both', [late, { ...late, at: 99 }], [gone, { ...gone, at: 99 }], ['escalated']],
  ['an answer’s', [late, breach('nextResponse')], [late, breach('nextResponse', true)], ['missed']],
  [
    'an answer’s, where another is late',
    [breach('firstResponse'), breach('nextResponse')],
    [breach('firstResponse'), breach('nextResponse', true)],
    [],
  ],
  ['none: there is a new one', [late], [late, breach('nextResponse')], []],
  ['none: it is known', [gone], [gone, breach('nextResponse')], []],
] as [string, Breach[], Breach[], string[]][])(
  'a breach is withdrawn, %s: what was told of has ended while none of its kind stands',
  (_, before, breaches, what) => {
    const found = endingsOfBreaches({ breaches: before }, { id: 't', breaches });
    expect(found).toEqual(what.length ? [{ ticketId: 't', what }] : []);
  },
);
