import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Arrival, Arrivals, WrongPlace } from './arrivals.ts';

// What is let go of because nobody goes on with it, beside what somebody does.

let folder: string;
let arrivals: Arrivals;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waypost-arrivals-'));
  arrivals = new Arrivals(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const DAY_MS = 86_400_000;
const monthAgo = (): number => Date.now() - 30 * DAY_MS;
const append = async (arrival: Arrival, at: number, body: Readable): Promise<number> =>
  await arrivals.alone(arrival, (signal) => arrivals.append(arrival, at, body, signal));

/** A file of which four bytes came so many days ago. */
async function begun(daysAgo: number): Promise<Arrival> {
  const arrival = { tenantId: randomUUID(), ticketId: randomUUID(), id: randomUUID(), bytes: 10 };
  await append(arrival, 0, Readable.from([Buffer.from('four')]));
  await age(arrival, daysAgo);
  return arrival;
}

async function age(arrival: Arrival, daysAgo: number): Promise<void> {
  const at = new Date(Date.now() - daysAgo * DAY_MS);
  await utimes(arrivals.pathOf(arrival), at, at);
}

test('where nothing has ever come there is nothing to let go of', async () => {
  expect(await new Arrivals(join(folder, 'none')).dropResting(monthAgo())).toBe(0);
});

test('what has rested for long goes, what came since stays', async () => {
  const [old, young] = [await begun(31), await begun(29)];
  expect(await arrivals.dropResting(monthAgo())).toBe(1);
  expect([await arrivals.sizeOf(old), await arrivals.sizeOf(young)]).toEqual([0, 4]);
  // Its device asks where to go on, and begins again.
  await expect(append(old, 4, Readable.from([Buffer.from('more')]))).rejects.toThrow(WrongPlace);
  expect(await append(old, 0, Readable.from([Buffer.from('all of it!')]))).toBe(10);
});

test('what somebody is at stays, and they are not stopped', async () => {
  const arrival = await begun(31);
  const body = new PassThrough();
  const writing = append(arrival, 4, body);
  body.write('mo');
  await expect.poll(() => arrivals.sizeOf(arrival)).toBe(6);
  await age(arrival, 31);
  expect(await arrivals.dropResting(monthAgo())).toBe(0);
  body.end('re!!');
  expect(await writing).toBe(10);
});

test('somebody who comes back while it is looked at is either before or after, and nothing is written to what is gone', async () => {
  for (let round = 0; round < 20; round += 1) {
    const arrival = await begun(31);
    const [, end] = await Promise.all([
      arrivals.dropResting(monthAgo()),
      append(arrival, 4, Readable.from([Buffer.from('more!!')])).catch((error: unknown) => error),
    ]);
    const left = await arrivals.sizeOf(arrival);
    expect([end, left]).toSatisfy(
      ([came, there]) => (came === 10 && there === 10) || (came instanceof WrongPlace && there === 0),
    );
  }
});

test('another server that lets go of it in the same folder leaves no half file that is taken for a whole', async () => {
  const arrival = await begun(31);
  const other = new Arrivals(folder);
  const body = new PassThrough();
  const writing = append(arrival, 4, body);
  expect(await other.dropResting(monthAgo())).toBe(1);
  body.end('more');
  await writing.catch(() => undefined);
  expect(await arrivals.sizeOf(arrival)).toBe(0);
});
