import { monthOf, nextMonth } from '../../shared/rules/numbers.ts';
import { numbersReplySchema } from '../../shared/protocol/register.ts';
import { bounds } from '../../shared/protocol/version.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { readClock } from '../store/meta.ts';
import { call } from './http.ts';
import { ensureRegistered, introduce, type Replica } from './replica.ts';
import { learnSkew } from './skew.ts';

/** Fills up the lease for this month and the next, when half of one is used (SPEC N1). Answers true when it has. */
export async function leaseNumbers(replica: Replica, signal: AbortSignal): Promise<true> {
  const { db } = replica;
  const { skewMs } = await readClock(db);
  const month = monthOf(replica.now() + skewMs);
  const months = [];
  for (const wanted of [month, nextMonth(month)]) {
    const held = await db.numbers.where('month').equals(wanted).count();
    if (held <= bounds.leasedNumbers / 2) months.push({ month: wanted, held });
  }
  if (!months.length) return true;
  const me = await ensureRegistered(replica);
  const { token, sender } = await introduce(replica);
  const body = { ...sender, months };
  const sentAt = replica.now();
  const reply = await call(
    replica.transport,
    { path: '/sync/numbers', body, token, signal },
    numbersReplySchema,
  );
  await learnSkew(replica, sentAt, reply.now);
  const leased = reply.numbers.map((number) => ({ number, month: Number(number.slice(0, 6)) }));
  await db.transaction('rw', [db.numbers, db.meta], async () => {
    const now = await db.meta.get('replica');
    // Numbers asked for under an identity this device has left belong to nobody.
    if (now?.key === 'replica' && now.id === me.id) await db.numbers.bulkPut(leased);
    await db.numbers.where('month').below(month).delete();
  });
  return true;
}

/** Takes the next number of this month off the lease; null when it is spent: "number follows". */
export async function takeNumber(db: DeviceDatabase, nowMs: number): Promise<string | null> {
  return await db.transaction('rw', [db.numbers, db.meta], async () => {
    const { skewMs } = await readClock(db);
    const [first] = await db.numbers
      .where('month')
      .equals(monthOf(nowMs + skewMs))
      .sortBy('number');
    if (!first) return null;
    await db.numbers.delete(first.number);
    return first.number;
  });
}
