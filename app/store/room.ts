import { isDiskFull } from '../../shared/lib/error-chain.ts';
import { evictCopies } from './files.ts';
import { storageCondition } from './condition.ts';
import type { DeviceDatabase } from './database.ts';
import { dropSent } from './sent.ts';

/** Set aside in a cache, so that words can still be kept when the device has no room for anything else. */
const RESERVE = 'waypost-reserve';
const RESERVE_PATH = '/reserve';
const RESERVE_BYTES = 1024 * 1024;

/**
 * Does `work`, which keeps what a person wrote or what became of it. Where the device is full it frees what is not
 * needed now, and does it again; deliveries from the server never touch the reserve (SPEC D6).
 * @throws what `work` throws; QuotaExceededError when there was nothing left to free
 */
export async function withRoom<T>(db: DeviceDatabase, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    storageCondition.note({ full: true });
    if (!(await spendReserve()) && !(await dropCopies(db))) throw error;
  }
  try {
    return await onceCounted(work);
  } catch (error) {
    if (!isDiskFull(error) || !(await dropCopies(db))) throw error;
    return await onceCounted(work);
  }
}

/** A browser gives back what was freed only when it has counted again, a moment later. */
const COUNTED_AFTER_MS = [50, 200, 800, 1_600, 3_200];

async function onceCounted<T>(work: () => Promise<T>): Promise<T> {
  for (const waitMs of COUNTED_AFTER_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return await work();
}

/** Sets the reserve aside, or anew; true while it is there. Its bytes are random, because no disk packs those. */
export async function keepReserve(): Promise<boolean> {
  if (typeof caches === 'undefined') return true;
  try {
    const cache = await caches.open(RESERVE);
    if (await cache.match(RESERVE_PATH)) return true;
    const bytes = new Uint8Array(RESERVE_BYTES);
    for (let i = 0; i < bytes.length; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536));
    await cache.put(RESERVE_PATH, new Response(bytes));
    storageCondition.note({ full: false });
    return true;
  } catch (error) {
    if (isDiskFull(error)) storageCondition.note({ full: true });
    return false;
  }
}

/** Its entry first: a cache that is removed as a whole keeps its bytes until nobody holds it any more. */
async function spendReserve(): Promise<boolean> {
  if (typeof caches === 'undefined') return false;
  try {
    const cache = await caches.open(RESERVE);
    return await cache.delete(RESERVE_PATH);
  } catch {
    return false;
  } finally {
    await caches.delete(RESERVE).catch(() => false);
  }
}

/** Lets go of copies of what the server has. Deleting needs no room. True when there were some. */
async function dropCopies(db: DeviceDatabase): Promise<boolean> {
  try {
    // Pictures go before anything that words are made of, and those that their person keeps here last of all.
    const files = await evictCopies(db, 0);
    const sent = await dropSent(db);
    return files || sent || (await evictCopies(db, 0, true));
  } catch {
    return false;
  }
}
