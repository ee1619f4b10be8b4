import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { envelopeShapes } from './wire-schemas.ts';
import { untaken } from './untaken.ts';
import { shapeOf } from './wire-hash.ts';

const text = z.string();
const [strict, loose] = [z.strictObject, z.object];
const withOption = z.discriminatedUnion('code', [
  loose({ code: z.literal('gap'), n: z.int() }),
  loose({ code: z.literal('forked') }),
]);

type Case = [what: string, taker: z.ZodMiniType, said: z.ZodMiniType];

const taken: Case[] = [
  ['the same', strict({ a: text }), strict({ a: text })],
  ['an optional key more to be said', strict({ a: text, b: z.optional(text) }), strict({ a: text })],
  ['a key that need not be said any more', strict({ a: z.optional(text) }), strict({ a: text })],
  ['a key more, where keys that are not known pass', loose({ a: text }), loose({ a: text, b: text })],
  ['an optional key less', loose({ a: text, b: z.optional(text) }), loose({ a: text })],
  ['a wider bound', z.string().check(z.maxLength(9)), z.string().check(z.maxLength(5))],
  ['a number, of which whole ones were said', z.number(), z.int()],
  ['null besides', z.nullable(text), text],
  ['one value more', z.enum(['a', 'b', 'c']), z.enum(['a', 'b'])],
  ['one value, of several', z.enum(['a', 'b']), z.literal('b')],
  ['one way of several', withOption, loose({ code: z.literal('forked') })],
  ['anything', z.unknown(), strict({ a: text })],
  ['a record of named keys', z.record(text, z.number()), strict({ a: z.int() })],
];

const notTaken: Case[] = [
  ['a removed key', strict({ a: text }), strict({ a: text, b: z.optional(text) })],
  ['a renamed key', strict({ a: text }), strict({ b: text })],
  ['an optional key made required', strict({ a: text, b: text }), strict({ a: text, b: z.optional(text) })],
  ['a new key that is required', strict({ a: text, b: text }), strict({ a: text })],
  ['a required key that is not said any more', loose({ a: text }), loose({ a: z.optional(text) })],
  ['another type', loose({ a: z.int() }), loose({ a: text })],
  ['a narrower number', z.int(), z.number()],
  ['a narrower bound', z.array(text).check(z.maxLength(4)), z.array(text).check(z.maxLength(5))],
  ['a bound where none was', z.string().check(z.minLength(1)), text],
  ['another pattern', z.string().check(z.regex(/^a$/)), z.string().check(z.regex(/^b$/))],
  ['a pattern where none was', z.string().check(z.regex(/^a$/)), text],
  ['null no more', text, z.nullable(text)],
  ['a value less', z.enum(['a']), z.enum(['a', 'b'])],
  ['a value that its reader does not know', z.literal('a'), text],
  ['a way less', loose({ code: z.literal('forked') }), withOption],
  ['something known for anything', text, z.unknown()],
  ['a place more', z.tuple([text, text]), z.tuple([text, text, text])],
  ['another place', z.tuple([text, z.int()]), z.tuple([text, text])],
  [
    'another item, deep inside',
    loose({ a: z.array(loose({ b: z.int() })) }),
    loose({ a: z.array(loose({})) }),
  ],
  ['another value of a record', z.record(text, z.int()), z.record(text, text)],
  ['other keys of a record', z.record(z.string().check(z.regex(/^a$/)), text), z.record(text, text)],
];

test.each(taken)('taken: %s (V1)', (_what, taker, said) => {
  expect(untaken(shapeOf(taker), shapeOf(said))).toEqual([]);
});

test.each(notTaken)('not taken: %s (V1)', (_what, taker, said) => {
  expect(untaken(shapeOf(taker), shapeOf(said))).not.toEqual([]);
});

test('where it is not taken is said by its path', () => {
  const said = strict({ list: z.array(strict({ id: text, note: z.optional(text) })) });
  const taker = strict({ list: z.array(strict({ id: z.int() })) });
  expect(untaken(shapeOf(taker), shapeOf(said), 'push')).toEqual([
    'push.list[].id: "string" is no "integer"',
    'push.list[].note: is not known',
  ]);
});

test.each(Object.entries(envelopeShapes()))('a key of %s that is gone is noticed (V1)', (_name, shape) => {
  const properties = (shape['properties'] ?? {}) as Record<string, unknown>;
  const required = (shape['required'] ?? []) as string[];
  for (const key of required) {
    const { [key]: _gone, ...rest } = properties;
    const without = { ...shape, properties: rest, required: required.filter((one) => one !== key) };
    expect(untaken(shape, without)).toEqual([`.${key}: may be absent`]);
    const strict = shape['additionalProperties'] === false;
    expect(untaken(without, shape)).toEqual(strict ? [`.${key}: is not known`] : []);
  }
});
