import { expect, test } from 'vitest';
import type { Approval } from '../model/approval.ts';
import type { Notice } from '../model/notice.ts';
import type { Breach, Priority } from '../model/ticket.ts';
import { mentionSign } from './mentions.ts';
import {
  afterEnding,
  endingsOfBreaches,
  endingsOfMessage,
  endingsOfRequest,
  isPassed,
  isPassedOver,
  type Ending,
  type Request,
} from './ended-notices.ts';

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

const [ana, ben] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'] as const;
const calling = (...ids: string[]) =>
  ids.map((one) => mentionSign({ id: one, name: 'Somebody' })).join(' ') || 'Hello';
const message = (body: string) => ({
  id: 'm', ticketId: 't', authorId: 'olga', internal: false, staff: true, createdAt: 5, body,
}); // prettier-ignore
const ofWords: Ending = { ticketId: 't', what: ['replied', 'noted', 'mentioned'], aboutId: 'm' };

test.each([
  ['new', undefined, calling(ana), []],
  ['new, and taken back by the same hand', undefined, '', [ofWords]],
  ['taken back', calling(ana), '', [ofWords]],
  ['taken back, still', '', '', []],
  ['said otherwise', calling(ana), `${calling(ana)}!`, []],
  [
    'without somebody it called',
    calling(ana, ben),
    calling(ben),
    [{ ...ofWords, what: ['mentioned'], personIds: [ana] }],
  ],
  ['calling somebody', calling(), calling(ana), []],
] as [string, string | undefined, string, Ending[]][])(
  'a message is %s: what was told of it that has ended',
  (_, before, after, endings) => {
    expect(endingsOfMessage(before === undefined ? undefined : message(before), message(after))).toEqual(
      endings,
    );
  },
);

const asked = (state: Approval['state'], decidedById: string | null = null): Approval => ({
  ticketId: 't', id: 'a', what: 'urgent', fromValue: 'medium', toValue: 'urgent', reason: null, byId: 'ana', createdAt: 1,
  public: false, state, decidedById, decidedAt: null, word: null, r: 1, n: 1, s: 1,
}); // prettier-ignore
const on = (priority: Priority, request = asked('pending')): Request => ({
  asked: request,
  ticket: { priority, status: 'open' },
});
const call: Ending = { ticketId: 't', what: ['asked'], aboutId: 'a' };

test.each([
  ['made', undefined, on('medium'), [], false],
  ['made, and overtaken by the same hand', undefined, on('low'), [call], true],
  ['still waiting', on('medium'), on('medium'), [], false],
  ['approved', on('medium'), on('urgent', asked('approved', 'boss')), [call], false],
  ['taken back', on('medium'), on('medium', asked('withdrawn', 'ana')), [call], false],
  ['overtaken by a change', on('medium'), on('low'), [call], true],
  ['overtaken, still', on('low'), on('high'), [], false],
  ['overtaken, and a new one made', on('low'), on('low', asked('overtaken')), [], false],
  [
    'waiting again',
    on('low'),
    on('medium'),
    [
      { ...call, again: true },
      { ...call, what: ['overtaken'] },
    ],
    false,
  ],
] as [string, Request | undefined, Request, Ending[], boolean][])(
  'a request is %s: who is called to it no more, or again, and whether its askers are told',
  (_, before, after, endings, told) => {
    expect(endingsOfRequest(before, after)).toEqual(endings);
    expect(isPassedOver(before, after)).toBe(told);
  },
);

const notice: Notice = {
  id: 'n', personId: 'p', what: 'escalated', ticketId: 't', aboutId: 'a', byId: null, at: 1, count: 1, readAt: null,
  aged: false, endedAt: null, r: 1, n: 1, s: 1,
}; // prettier-ignore

test('what has ended calls nobody, and is said once; all else stays unread', () => {
  const end = (of: Partial<Notice>) => afterEnding({ ...notice, ...of }, call, 9);
  expect(end({})).toMatchObject({ endedAt: 9, readAt: 9 });
  expect(end({ readAt: 5 })).toMatchObject({ endedAt: 9, readAt: 5 });
  expect(end({ what: 'replied' })).toMatchObject({ endedAt: 9, readAt: null });
  expect(end({ endedAt: 4 })).toBeUndefined();
  expect(afterEnding({ ...notice, endedAt: 4, readAt: 4 }, { again: true }, 9)).toMatchObject({
    endedAt: null,
    readAt: null,
  });
  expect(afterEnding(notice, { again: true }, 9)).toBeUndefined();
});

test('what ends before it is told is not told, unless it is of another request or holds again', () => {
  expect(isPassed([call], { ...notice, what: 'asked' })).toBe(true);
  expect(isPassed([call], { ...notice, what: 'asked', aboutId: 'b' })).toBe(false);
  expect(isPassed([{ ...call, again: true }], { ...notice, what: 'asked' })).toBe(false);
  expect(isPassed([call], notice)).toBe(false);
});
