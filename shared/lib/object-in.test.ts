import { expect, test } from 'vitest';
import { objectIn } from './object-in.ts';

test.each([
  ['{"a":"1","b":null}', { a: '1', b: null }],
  ['{}', {}],
  ['', {}],
  ['{"a":', {}],
  ['null', {}],
  ['7', {}],
  ['"words"', {}],
])('in %j', (json, object) => {
  expect(objectIn(json)).toEqual(object);
});
