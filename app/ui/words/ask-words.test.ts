import { expect, test } from 'vitest';
import { notAskedHeading, notTakenAlongWords } from './ask-words.ts';

const away = 'Without a network the log cannot be read';

test('only where nothing was heard of the office it is the network', () => {
  expect(notAskedHeading('offline', away)).toBe(away);
  expect(notAskedHeading('busy', away)).toBe('The office cannot answer just now');
  expect(notAskedHeading('refused', away)).toBe('The office said no');
});

test('why a log was not taken along is told by who is to blame', () => {
  expect(notTakenAlongWords({ state: 'offline', problem: null })).toMatch(/did not answer/);
  expect(notTakenAlongWords({ state: 'busy', problem: null })).toMatch(/is busy.*try again/);
  expect(notTakenAlongWords({ state: 'refused', problem: 'Only for admins.' })).toBe('Only for admins.');
});
