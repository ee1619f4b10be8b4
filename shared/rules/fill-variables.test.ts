import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unknownVariables, variableNames, variableSign } from '../model/variable.ts';
import { fillVariables, firstNameOf, type VariableValues } from './fill-variables.ts';

const values: VariableValues = {
  'requester.name': 'Mara Lindqvist',
  'ticket.number': '202611-0007',
  'ticket.title': 'Pump {{agent.name}} [leaks](mention:x)',
  'agent.name': ' Ana\nKovač ',
  'team.name': null,
  'workspace.name': '  ',
};

describe('filling', () => {
  test.each<[string, string, string[]]>([
    ['Hello {{requester.name}},', 'Hello Mara Lindqvist,', []],
    ['{{ Requester.Name }} and {{requester.name}}', 'Mara Lindqvist and Mara Lindqvist', []],
    ['{{agent.name}}', 'Ana Kovač', []],
    // What somebody typed into a title stays words: no variable, link or mention comes of it.
    ['{{ticket.title}}', 'Pump {{agent.name}} [leaks] (mention:x)', []],
    ['{{team.name}} of {{workspace.name}}', '[team?] of [workspace?]', ['team.name', 'workspace.name']],
    ['{{ticket.status}}', '[status?]', ['ticket.status']],
    ['{{nobody.knows}} {{}} {{ {x} }}', '{{nobody.knows}} {{}} {{ {x} }}', []],
    ['', '', []],
  ])('%j → %j', (text, filled, missing) => {
    expect(fillVariables(text, values)).toEqual({ text: filled, missing });
  });

  test('leaves no variable open, and never says undefined or null', () => {
    const some = fc.record(Object.fromEntries(variableNames.map((name) => [name, fc.constantFrom('x', '', null, undefined)])));
    const parts = fc.array(fc.oneof(fc.constantFrom(...variableNames.map(variableSign)), fc.string()));
    fc.assert(
      fc.property(parts, some, (text, known) => {
        const { text: filled } = fillVariables(text.join(' '), known);
        for (const name of variableNames) expect(filled).not.toContain(variableSign(name));
        expect(/undefined|null/.test(filled) && !/undefined|null/.test(text.join(' '))).toBe(false);
      }),
    );
  }); // prettier-ignore
});

describe('while a text is written', () => {
  test.each<[string, string[]]>([
    ['Hello {{requester.name}}', []],
    ['{{ TICKET.number }}', []],
    ['Hello {{requester.nam}}, {{requester.nam}}', ['{{requester.nam}}']],
    ['{{}} and {{ toString }}', ['{{}}', '{{ toString }}']],
    ['an end that is missing: {{requester.name\nnext', ['{{requester.name']],
    ['{{requester.name {{agent.name}}', ['{{requester.name ']],
    ['a { brace } and }} are words', []],
  ])('%j has %j that nobody knows', (text, unknown) => {
    expect(unknownVariables(text)).toEqual(unknown);
  });

  test('what has nothing unknown is filled whole', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{{', '}}', ' ', '\n', 'x', ...variableNames)), (parts) => {
        const text = parts.join('');
        fc.pre(unknownVariables(text).length === 0);
        expect(fillVariables(text, {}).text).not.toContain('{{');
      }),
    );
  });
});

test.each([
  ['Mara Lindqvist', 'Mara'],
  ['  Jean-Luc  de Vries', 'Jean-Luc'],
  ['Ofelia', 'Ofelia'],
  ['', ''],
])('%j is greeted as %j', (name, first) => {
  expect(firstNameOf(name)).toBe(first);
});
