import { afterEach, expect, test, vi } from 'vitest';
import { keepShared, readShared } from './shared.ts';

afterEach(() => vi.unstubAllGlobals());

/** A browser's cache that has room for so many entries. */
function stubCaches(room: number): void {
  const entries = new Map<string, Response>();
  const url = (key: string): string => new URL(key, 'https://desk.example').href;
  const cache = {
    put: async (key: string, response: Response) => {
      if (entries.size >= room) throw new DOMException('Quota exceeded.', 'QuotaExceededError');
      entries.set(url(key), response);
    },
    keys: async () => [...entries.keys()].map((key) => new Request(key)),
    match: async ({ url: key }: Request) => entries.get(key)?.clone(),
  };
  vi.stubGlobal('caches', { open: async () => cache, has: async () => true });
}

function form(): FormData {
  const data = new FormData();
  data.append('text', 'The meter reads 4711');
  data.append('files', new File(['a'], 'a.txt'));
  data.append('files', new File(['b'], 'b.txt'));
  return data;
}

const kept = async () => {
  const shared = await readShared();
  return shared && [shared.words, shared.files.map(({ name }) => name), shared.leftOut];
};

test.each([
  ['all of it', 3, true, ['The meter reads 4711', ['a.txt', 'b.txt'], {}]],
  ['not all files, and no note of it', 2, false, ['The meter reads 4711', ['a.txt'], {}]],
  ['nothing', 0, false, null],
])('of what is shared a device has room for %s', async (_, room, answer, left) => {
  stubCaches(room);
  expect(await keepShared(form())).toBe(answer);
  expect(await kept()).toEqual(left);
});
