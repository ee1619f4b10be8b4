import { describe, expect, test } from 'vitest';
import type { TicketDevice } from '../../queries/devices.ts';
import { awaySince, deliveryLines, storageWords } from './device-words.ts';
import { namesOf } from './names.ts';

const none = new Map<string, never>();
const names = namesOf({
  people: new Map([['ana', { id: 'ana', name: 'Ana' }], ['lars', { id: 'lars', name: 'Lars' }]]),
  teams: none, memberships: [], categories: none, tags: none, fields: none, policies: none, settings: none,
  waiting: new Set(),
}); // prettier-ignore
const now = new Date(2026, 10, 21, 12).getTime();
const at = new Date(2026, 10, 21, 10, 42).getTime();
const device = (over: Partial<TicketDevice>): TicketDevice => ({
  personId: 'ana',
  kind: 'tablet',
  name: null,
  holding: 'none',
  since: null,
  heardAt: now,
  ...over,
});

describe('where a ticket is', () => {
  test('on whose device, and since when', () => {
    const [line] = deliveryLines([device({ holding: 'all', since: at })], names, now);
    expect(line).toMatch(/^On Ana’s tablet since .*42/);
  });

  test.each([
    [[], ['Not yet on any device']],
    [[device({})], ['Not yet on any device']],
    [[device({ holding: 'all', personId: 'lars', kind: 'phone' })], ['On Lars’ phone']],
    [[device({ holding: 'part', heardAt: now - 7_200_000 }), device({})], ['Ana’s tablet has an earlier state, and was last heard of 2 h ago']],
  ])('%#', (devices, lines) => {
    expect(deliveryLines(devices, names, now)).toEqual(lines);
  }); // prettier-ignore
});

test('a device is away once it should have been heard of again', () => {
  expect(awaySince({ heardAt: now - 6 * 60_000 }, now)).toBeNull();
  expect(awaySince({ heardAt: now - 8 * 60_000 }, now)).toBe(now - 8 * 60_000);
});

test('storage as far as it was told', () => {
  const told = { kind: 'phone', name: 'x', app: '1', unsent: 0, oldestAt: null, usedBytes: 2_000_000, quotaBytes: 9e9 } as const; // prettier-ignore
  expect(storageWords(told)).toBe('2 MB of 9.0 GB');
  expect(storageWords({ ...told, quotaBytes: null })).toBe('2 MB');
  expect(storageWords(null)).toBe('–');
});
