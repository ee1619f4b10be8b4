import { expect, test } from 'vitest';
import type { Macro } from '../../../shared/model/macro.ts';
import { newTicket } from '../../../shared/mutations/new-ticket.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { emptyMacro, formOfMacro, macroOfDraft, macroOfForm } from './macro-form.ts';
import { planMacro, type MacroActor } from './macro-plan.ts';
import { macroWords } from './macro-words.ts';

const nothing: Macro = {
  name: 'M',
  reply: null,
  status: null,
  priority: null,
  assignee: null,
  teamId: null,
  addTagIds: [],
  removeTagIds: [],
};
const ticket = (over: Partial<TicketSummary> = {}): TicketSummary => ({
  ...newTicket('t', '1', 'Pump', 0),
  r: 1,
  n: 1,
  s: 1,
  status: 'open',
  requesterId: 'rita',
  tagIds: ['wet'],
  values: [],
  activityAt: 0,
  waiting: 0,
  refused: 0,
  asked: 0,
  ...over,
});
const actor: MacroActor = {
  id: 'ana',
  // Ben works for the north alone.
  worksOn: (person, team) => person !== 'ben' || team === 'north',
  nameOf: (person) => person,
  valuesOf: ({ number }) => ({ 'requester.name': 'Rita', 'ticket.number': number }),
  newId: () => 'new',
};
const plan = (over: Partial<Macro>, on: Partial<TicketSummary> = {}) => {
  const { changes, cannot } = planMacro([ticket(on)], { ...nothing, ...over }, actor);
  const done = changes.map(({ name, args }) => [name, { ...args, ticketId: undefined }]);
  return [JSON.parse(JSON.stringify(done)) as unknown, cannot.map(({ why }) => why)];
};
const assign = (assigneeId: string | null, teamId: string | null) => [
  ['ticket.assign', { assigneeId, teamId }],
];
const move = (to: string) => [['ticket.move', { to, reason: null }]];
const reply = (text: string) => ({ reply: { text, internal: false } });

test.each<[string, Partial<Macro>, Partial<TicketSummary>, unknown[], RegExp[]]>([
  ['a reply', reply('Hi {{requester.name}}'), {}, [['message.add', { id: 'new', body: 'Hi Rita', internal: false }]], []],
  ['a reply with a gap', reply('{{ticket.number}}'), { number: null }, [], [/^Its words were not sent: no ticket number/]],
  ['a priority', { priority: 'high' }, {}, [['ticket.set-priority', { priority: 'high' }]], []],
  ['what is so already', { priority: 'high', status: 'open', addTagIds: ['wet'], removeTagIds: ['dry'] }, { priority: 'high' }, [], []],
  ['tags', { addTagIds: ['dry'], removeTagIds: ['wet'] }, {}, [['tag.remove', { tagId: 'wet' }], ['tag.add', { tagId: 'dry' }]], []],
  ['a tag too many', { addTagIds: ['dry'] }, { tagIds: Array.from({ length: 10 }, (_, i) => `${i}`) }, [], [/10 tags already/]],
  ['a category', { categoryId: 'pumps' }, {}, [['ticket.set-category', { categoryId: 'pumps' }]], []],
  ['no category', { categoryId: '' }, { categoryId: 'pumps' }, [['ticket.set-category', { categoryId: null }]], []],
  ['fields, before the move that may need them', { status: 'resolved', fields: [{ fieldId: 'f', value: 'A-1' }, { fieldId: 'g', value: false }] }, {}, [['field.set', { fieldId: 'f', value: 'A-1' }], ['field.set', { fieldId: 'g', value: false }], ['ticket.move', { to: 'resolved', reason: null }]], []],
  ['a category and fields that are so already', { categoryId: '', fields: [{ fieldId: 'f', value: 'A-1' }] }, { values: [{ r: 1, n: 1, s: 1, ticketId: 't', id: 'f', value: 'A-1', public: true }] }, [], []],
  ['to oneself', { assignee: 'me' }, {}, assign('ana', null), []],
  ['to oneself what is new', { assignee: 'me' }, { status: 'new' }, [...move('open'), ...assign('ana', null)], []],
  ['to oneself what is new, as open', { assignee: 'me', status: 'open' }, { status: 'new' }, [...move('open'), ...assign('ana', null)], []],
  ['to oneself what is new, as pending', { assignee: 'me', status: 'pending' }, { status: 'new' }, [...move('pending'), ...assign('ana', null)], []],
  ['to oneself what is new, as resolved: open, whatever an admin says of the rest', { assignee: 'me', status: 'resolved' }, { status: 'new' }, [...move('open'), ...move('resolved'), ...assign('ana', null)], []],
  ['to oneself what is new and theirs', { assignee: 'me' }, { status: 'new', assigneeId: 'ana' }, move('open'), []],
  ['to oneself what is open and theirs', { assignee: 'me' }, { assigneeId: 'ana' }, [], []],
  ['to oneself what is resolved', { assignee: 'me' }, { status: 'resolved' }, assign('ana', null), []],
  ['to oneself with a team', { assignee: 'me', teamId: 'north' }, { status: 'new' }, [...move('open'), ...assign('ana', 'north')], []],
  ['to a team, and on: moved while whoever runs it still sees it', { status: 'pending', teamId: 'south' }, { teamId: 'north' }, [...move('pending'), ...assign(null, 'south')], []],
  ['to nobody', { assignee: 'nobody' }, { assigneeId: 'ben', teamId: 'north' }, assign(null, 'north'), []],
  ['to another with their team', { assignee: 'ben', teamId: 'north' }, {}, assign('ben', 'north'), []],
  ['to another who does not see it', { assignee: 'ben' }, {}, [], [/^ben does not see/]],
  ['to a team, from who does not see it there', { teamId: 'south' }, { assigneeId: 'ben', teamId: 'north' }, assign(null, 'south'), []],
  ['from its team', { teamId: '' }, { assigneeId: 'ana', teamId: 'north' }, assign('ana', null), []],
  ['over resolved to closed', { status: 'closed' }, {}, [['ticket.move', { to: 'resolved', reason: null }], ['ticket.move', { to: 'closed', reason: null }]], []],
  ['where there is no way', { status: 'new' }, {}, [], [/^It is Open, and cannot go from there to New/]],
  ['where a reason is asked', { status: 'open' }, { status: 'closed' }, [], [/needs a reason/]],
  ['what can be done of it', { status: 'new', priority: 'low' }, { priority: 'high' }, [['ticket.set-priority', { priority: 'low' }]], [/cannot go/]],
])('%s', (_, macro, on, changes, cannot) => {
  const [done, left] = plan(macro, on) as [unknown, string[]];
  expect(done).toEqual(changes);
  expect(left).toHaveLength(cannot.length);
  for (const [i, why] of cannot.entries()) expect(left[i]).toMatch(why);
}); // prettier-ignore

const whole: Macro = {
  ...nothing,
  reply: { text: 'Hi', internal: true },
  status: 'pending',
  priority: 'low',
  assignee: 'me',
  teamId: '',
};

test('a form is a macro, and a macro a form', () => {
  expect(macroOfForm(formOfMacro(whole))).toEqual({ value: whole });
  expect(macroOfDraft(JSON.stringify(formOfMacro(whole)))).toEqual(formOfMacro(whole));
});

test.each<[object, string[]]>([
  [emptyMacro(), ['name', 'steps']],
  [{ ...formOfMacro(whole), text: '{{x}}' }, ['text']],
  [{ ...formOfMacro(whole), says: false, text: '{{x}}' }, []],
])('%j lacks %j', (form, fields) => {
  expect(Object.keys(macroOfForm(form as ReturnType<typeof emptyMacro>).problems ?? {})).toEqual(fields);
});

test('category and fields go through the form and its draft; a draft from before they could be set is read as ever', () => {
  const more: Macro = { ...nothing, categoryId: '', fields: [{ fieldId: 'f', value: 'A-1' }] };
  const form = { ...formOfMacro(more), fields: { f: 'A-1', g: null, h: '' } };
  expect(macroOfForm({ ...form, fields: { ...form.fields, g: false } })).toMatchObject({ problems: { fields: expect.any(String) as string } });
  const fieldId = '00000000-0000-4000-8000-000000000050';
  expect(macroOfForm({ ...form, fields: { [fieldId]: 'A-1', g: null, h: '' } }).value).toEqual({ ...more, fields: [{ fieldId, value: 'A-1' }] });
  const { categoryId: _, fields: __, ...before } = emptyMacro();
  expect(macroOfDraft(JSON.stringify({ ...before, name: 'N' }))).toEqual({ ...emptyMacro(), name: 'N' });
}); // prettier-ignore

test('what it does is said in the order in which it is done', () => {
  const named = (id: string | null) => `the ${id ?? ''}`;
  const names = {
    person: named,
    team: named,
    tag: named,
    tagColor: () => 'grey' as const,
    category: named,
    field: named,
  };
  expect(
    macroWords(
      { ...whole, addTagIds: ['a'], categoryId: 'c', fields: [{ fieldId: 'f', value: true }] },
      names,
    ),
  ).toEqual([
    'Internal note',
    'Tag: the a',
    'Category: the c',
    'the f: yes',
    'Priority: Low',
    'Status: Pending',
    'Assignee: whoever runs it',
    'Team: none',
  ]);
});
