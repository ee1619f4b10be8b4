import { expect, test } from 'vitest';
import { ticketTemplateSchema } from '../../../shared/model/ticket-template.ts';
import { actors, id, ids, World } from '../../../shared/mutations/testing/world.ts';
import { inspection } from '../../../shared/mutations/testing/good-arguments.ts';
import { must } from '../../../shared/lib/must.ts';
import { emptyForm } from './new-ticket.ts';
import { draftOfForm } from './form-draft.ts';
import {
  changesOfTemplate,
  emptyTemplate,
  formOfTemplate,
  templateOfDraft,
  templateOfForm,
  withTemplate,
} from './template-form.ts';

test('what stands is shown, kept as a draft and saved as it is', () => {
  const form = formOfTemplate(inspection);
  expect(templateOfDraft(draftOfForm(form))).toEqual(form);
  expect(templateOfForm(form)).toEqual({ value: inspection });
  expect(templateOfDraft('{"name":1}')).toBeNull();
});

test.each([
  [{ name: ' ' }, ['name']],
  [{ name: 'x', title: 'x'.repeat(201) }, ['title']],
  [{ name: 'x', checklist: 'a\n'.repeat(101) }, ['checklist']],
  [{ tagIds: Array.from({ length: 11 }, (_, i) => id(i)) }, ['name', 'tagIds']],
])('%j cannot be kept', (part, problems) => {
  const read = templateOfForm({ ...emptyTemplate(), ...part });
  expect(Object.keys(read.problems ?? {})).toEqual(problems);
});

test('empty parts are left to whoever files it', () => {
  const { value } = templateOfForm({
    ...emptyTemplate(),
    name: 'x',
    fields: { [ids.text]: '', [ids.number]: null },
  });
  expect(value).toMatchObject({ title: null, fields: [], checklist: [] });
  expect(ticketTemplateSchema.safeParse(value).success).toBe(true);
});

test('a template gives way to what was typed, and another one to it', () => {
  const form = emptyForm(ids.rita);
  const other = {
    ...inspection,
    title: null,
    description: 'Another',
    priority: 'high',
    teamId: null,
  } as const;
  const first = { ...form, ...withTemplate(form, 't', inspection, undefined) };
  expect(first).toMatchObject({
    templateId: 't',
    title: inspection.title,
    priority: 'low',
    teamId: ids.team,
  });
  expect({ ...first, ...withTemplate(first, 'o', other, inspection) }).toMatchObject({
    title: '',
    description: 'Another',
    priority: 'high',
    teamId: undefined,
  });
  const typed = { ...first, title: 'My own words' };
  expect(withTemplate(typed, 'o', other, inspection)).toMatchObject({ title: 'My own words' });
  const none = { priority: 'medium', categoryId: null, teamId: undefined };
  expect(withTemplate(typed, null, undefined, inspection)).toEqual({ templateId: null, title: 'My own words', description: '', ...none }); // prettier-ignore
  // What somebody chose themselves stays.
  const chosen = { ...typed, priority: 'urgent' as const, teamId: ids.otherTag };
  expect(withTemplate(chosen, null, undefined, inspection)).toMatchObject({
    priority: 'urgent',
    teamId: ids.otherTag,
  });
});

test('what it adds the office takes, on the ticket that was made with it', () => {
  const world = new World();
  let count = 200;
  for (const { name, args } of changesOfTemplate(ids.ticket, inspection, () => id((count += 1))))
    world.run(name, args, actors.ana);
  expect(world.list('checkItem', ids.ticket).map(({ text, position }) => [position, text])).toEqual([
    [0, 'Look'],
    [1, 'Listen'],
  ]);
  expect(must(world.get({ kind: 'fieldValue', id: ids.text, ticketId: ids.ticket }), 'value').value).toBe(
    'A-1',
  );
  expect(world.list('ticketTag', ids.ticket)).toMatchObject([{ id: ids.tag, removed: false }]);
});
