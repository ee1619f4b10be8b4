import { expect, test } from 'vitest';
import type { Setting } from '../../../shared/model/setting.ts';
import { bestMatch, defaultPolicy } from '../../../shared/rules/sla/targets.ts';
import { workdays } from '../../../shared/rules/sla/testing/calendars.ts';
import { calendarEntries, policyEntries } from './setting-entries.ts';

const setting = (id: string, what: Setting['what'], value: unknown, archived = false) =>
  [id, { id, what, value, archived, r: 1, n: 1, s: 1 }] as const;
const policy = (name: string, order: number) => ({ ...defaultPolicy, name, order, conditions: {} });
const calendar = (name: string) => ({ ...workdays('UTC', [540, 1020]), name });
const settings: ReadonlyMap<string, Setting> = new Map([
  setting('b', 'sla-policy', policy('Second', 20)),
  setting('d', 'sla-policy', policy('Also second', 20)),
  setting('c', 'sla-policy', policy('First', 10)),
  setting('e', 'sla-policy', policy('Gone', 0), true),
  setting('f', 'sla-policy', { ...policy('Newer', 0), magic: true }),
  setting('g', 'sla-policy', { ...policy('Newer, gone', 0), magic: true }, true),
  setting('h', 'calendar', calendar('north')),
  setting('i', 'calendar', calendar('East')),
]);

test('policies stand in the order in which tickets ask them', () => {
  const { used, archived, unreadable } = policyEntries(settings);
  expect(used.map(({ value }) => value.name)).toEqual(['First', 'Second', 'Also second']);
  const ticket = { priority: 'low', categoryId: null, teamId: null, tagIds: [] } as const;
  const asked = used.map(({ id, value }) => ({ ...value, id }));
  expect(bestMatch(asked.toReversed(), ticket)?.name).toBe('First');
  expect(bestMatch(asked.slice(1).toReversed(), ticket)?.name).toBe('Second');
  expect(archived.map(({ value }) => value.name)).toEqual(['Gone']);
  expect(unreadable).toBe(1);
});

test('calendars stand by name', () => {
  expect(calendarEntries(settings).used.map(({ value }) => value.name)).toEqual(['East', 'north']);
});
