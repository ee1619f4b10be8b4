import { expect, test } from 'vitest';
import type { Diagnosis } from '../../session/diagnosis.ts';
import { diagnosisRows } from './diagnosis-words.ts';

/** Of a device whose storage does not answer at all. */
const silent: Diagnosis = {
  at: '2026-11-22T09:00:00.000Z',
  app: { version: '1.2.3', protocol: 2, browser: 'A browser', worker: 'activated' },
  unanswered: ['clock', 'conflicts', 'errors', 'files', 'outbox', 'records', 'replica', 'sync', 'tabs'],
  replica: null,
  server: { incarnation: null },
  checked: null,
  state: { online: true },
  scopes: null,
  outbox: null,
  refusals: null,
  files: null,
  conflicts: null,
  errors: null,
  clock: null,
  watchdog: null,
  storage: {
    ...{ usedBytes: 12_000_000, quotaBytes: 1_400_000_000, persistent: true },
    ...{ full: false, silent: true, records: null },
  },
  tabs: { thisTabLeads: false },
};

test('what the storage did not answer is not known, and never said to be none (D9)', () => {
  expect(diagnosisRows(silent)).toEqual([
    ['App', '1.2.3, protocol 2'],
    ['This device', 'not known'],
    ['Server life', 'not known'],
    ['Holds', 'not known'],
    ['Waiting', 'not known'],
    ['Arrived, coming back', 'not known'],
    ['Refused', 'not known'],
    ['Files', 'not known'],
    ['Overwritten', 'not known'],
    ['Last contact', 'not known'],
    ['Next try', 'not known'],
    ['Stream', 'not known'],
    ['Leading tab', 'not known'],
    ['Clock', 'not known'],
    ['Storage', '12 MB of 1.4 GB, kept until you sign out'],
    ['Last errors', 'not known'],
  ]);
});

test('a device that the office has not met, with nothing to tell, says so', () => {
  const quiet: Diagnosis = {
    ...silent,
    unanswered: [],
    state: { online: true, lastSync: null, nextTry: null },
    scopes: [],
    outbox: {
      queued: { count: 1, oldestMs: 30_000 },
      answered: { count: 0, oldestMs: null },
      refused: { count: 0, oldestMs: null },
    },
    refusals: {},
    files: { waiting: 0, sending: 0, stuck: 0, problems: {}, leftBytes: 0, oldestMs: null },
    conflicts: { open: 0, ruled: 0, settled: 0 },
    errors: [],
    clock: { aheadMs: 0 },
  };
  const rows = new Map(diagnosisRows(quiet).map(([term, ...facts]) => [term, facts]));
  expect(rows.get('This device')).toEqual(['not known to the office yet']);
  expect(rows.get('Waiting')).toEqual(['1, oldest under 1 min']);
  expect(rows.get('Refused')).toEqual(['0']);
  expect(rows.get('Files')).toEqual(['0 waiting, 0 sending, 0 stuck']);
  expect(rows.get('Last contact')).toEqual(['–']);
  expect(rows.get('Clock')).toEqual(['right']);
  expect(rows.get('Last errors')).toEqual(['none']);
});

test('files that are not at the office: how many, how much of them, since when, and what holds them up', () => {
  const files = {
    ...{ waiting: 2, sending: 1, stuck: 3, problems: { 'quota-person': 2, 'not-found': 1 } },
    ...{ leftBytes: 12_000_000, oldestMs: 3 * 86_400_000 },
  };
  expect(diagnosisRows({ ...silent, files })).toContainEqual([
    'Files',
    '2 waiting, 1 sending, 3 stuck',
    '12 MB left, oldest 3 d',
    '2 × quota-person',
    '1 × not-found',
  ]);
});
