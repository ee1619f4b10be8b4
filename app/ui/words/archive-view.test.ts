import { expect, test } from 'vitest';
import { archiveQuery, archiveUrl, archiveViewFrom, isNarrowed } from './archive-view.ts';

const id = '00000000-0000-4000-8000-000000000001';

test('an address says a view, and a view its address', () => {
  const url = `/archive?words=pump+4&priority=high&teamId=${id}&requesterId=${id}&from=2026-03-29&until=2026-03-29`;
  const view = archiveViewFrom(url.slice(url.indexOf('?')));
  expect(archiveUrl(view)).toBe(url);
  expect(archiveQuery(view)).toMatchObject({ teamId: id, requesterId: id, assigneeId: null });
  expect(isNarrowed(view)).toBe(true);
  expect(archiveUrl(archiveViewFrom(''))).toBe('/archive');
  expect(isNarrowed(archiveViewFrom(''))).toBe(false);
});

test.each(['priority=odd', 'teamId=x', 'from=2026-02-30', 'until=29.3.2026', 'from=0001-01-01', 'else=1'])(
  '%s is left out',
  (search) => {
    expect(archiveUrl(archiveViewFrom(search))).toBe('/archive');
  },
);

test('a day is all of it, here: from its first moment to the last', () => {
  const { from, until } = archiveQuery(archiveViewFrom('from=2026-11-21&until=2026-11-21'));
  expect(from).toBe(new Date(2026, 10, 21).getTime());
  expect(until).toBe(new Date(2026, 10, 22).getTime());
  expect(archiveQuery(archiveViewFrom('until=2026-02-28')).until).toBe(new Date(2026, 2, 1).getTime());
});

test('what no office could store is not asked for', () => {
  const words = (text: string) => archiveQuery(archiveViewFrom(`words=${encodeURIComponent(text)}`)).words;
  expect(words('pump\u00004')).toBe('pump 4');
  expect(words(`${'x'.repeat(99)}😀`)).toBe('x'.repeat(99));
  expect(words('Pumpe 😀')).toBe('Pumpe 😀');
});
