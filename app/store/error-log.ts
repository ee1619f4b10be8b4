import type { DeviceDatabase } from './database.ts';

/** Which part of the device met with trouble. */
export type TroubleSource = 'round' | 'stream' | 'worker' | 'files' | 'storage' | 'watchdog';

/**
 * One kind of trouble as the device remembers it: names and codes only, never an error's own words, which may hold
 * what somebody typed.
 */
export interface ErrorRecord {
  id: number;
  at: number;
  source: TroubleSource;
  /** `NetworkError`, `ServerError`, `QuotaExceededError` … */
  name: string;
  code: string | null;
  status: number | null;
  /** How often it came, one right after the other. */
  times: number;
}

/** As many as a support person wants to read. */
const KEPT = 20;

/** Remembers trouble. Never throws: storage may be the very thing that is broken. */
export async function noteError(
  db: DeviceDatabase,
  source: TroubleSource,
  error: unknown,
  nowMs: number,
): Promise<void> {
  try {
    const { name, code, status } = namesOf(error);
    await db.transaction('rw', db.errors, async () => {
      const last = await db.errors.orderBy('id').last();
      const same = last?.source === source && last.name === name && last.code === code;
      if (last && same) return void (await db.errors.put({ ...last, at: nowMs, times: last.times + 1 }));
      const id = await db.errors.add({ at: nowMs, source, name, code, status, times: 1 });
      await db.errors.where('id').belowOrEqual(id - KEPT).delete(); // prettier-ignore
    });
  } catch {
    // What cannot be remembered is still told by the chip.
  }
}

/** The trouble remembered, latest first. */
export async function readErrors(db: DeviceDatabase): Promise<ErrorRecord[]> {
  return (await db.errors.toArray()).sort((a, b) => b.id - a.id);
}

function namesOf(error: unknown): Pick<ErrorRecord, 'name' | 'code' | 'status'> {
  const { name, code, status, inner } = (error ?? {}) as Record<string, unknown>;
  // Dexie wraps what really happened.
  const innerName = (inner as { name?: unknown } | undefined)?.name;
  const known = [innerName, name].find((word) => typeof word === 'string' && /^\w{1,40}$/.test(word));
  return {
    name: typeof known === 'string' ? known : 'Error',
    code: typeof code === 'string' && /^[\w-]{1,40}$/.test(code) ? code : null,
    status: typeof status === 'number' ? status : null,
  };
}
