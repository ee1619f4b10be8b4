import { expect, test } from 'vitest';
import { failureWords } from './failure-words.ts';

const quota = new DOMException('The quota has been exceeded.', 'QuotaExceededError');
const circle: { name: string; inner?: unknown } = { name: 'AbortError' };
circle.inner = circle;

test.each<[string, unknown, boolean]>([
  ['the browser says so', quota, true],
  ['Dexie says so', Object.assign(new Error('AbortError'), { name: 'AbortError', inner: quota }), true],
  ['another error was caused by it', new Error('no', { cause: new Error('no', { cause: quota }) }), true],
  ['something else broke', new TypeError('x is not a function'), false],
  ['an error that is its own reason', circle, false],
  ['nothing was thrown', undefined, false],
])('%s', (_, error, full) => {
  const words = failureWords(error);
  expect(words.includes('device is full')).toBe(full);
  expect(words).toMatch(/what you typed is still here\.$/i);
  expect(words).not.toMatch(/Error|function/);
});
