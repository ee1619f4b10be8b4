import { expect, test } from 'vitest';
import { emptyReply, formOfReply, replyOfDraft, replyOfForm } from './reply-form.ts';

const reply = { name: 'Received', text: 'Hello {{requester.name}},\n\nwe have it.' };

test('a form is a reply, and a reply a form', () => {
  expect(replyOfForm(formOfReply(reply))).toEqual({ value: reply });
  expect(replyOfForm({ name: ' Received\n', text: `${reply.text}\n \n` })).toEqual({ value: reply });
  expect(replyOfDraft(JSON.stringify(reply))).toEqual(reply);
  expect(replyOfDraft('{"name":"x"}')).toBeNull();
});

test.each<[object, Record<string, RegExp>]>([
  [emptyReply(), { name: /1 to 50/, text: /Write/ }],
  [{ ...reply, name: 'x'.repeat(51) }, { name: /1 to 50/ }],
  [{ ...reply, text: ' \n' }, { text: /Write/ }],
  [{ ...reply, text: 'x'.repeat(20_003) }, { text: /20,000 characters: take 3 out/ }],
  [{ ...reply, text: 'Hi {{requester.nam}}' }, { text: /^\{\{requester.nam\}\} is no variable/ }],
  [{ ...reply, text: 'Hi {{x}} {{agent.name' }, { text: /^\{\{x\}\}, \{\{agent.name… are no variables/ }],
])('%j is none', (form, wrong) => {
  const { problems = {} } = replyOfForm(form as typeof reply);
  expect(Object.keys(problems)).toEqual(Object.keys(wrong));
  for (const [field, words] of Object.entries(wrong)) expect(problems[field]).toMatch(words);
});
