import { bounds } from '../../shared/protocol/version.ts';
import type { Parts } from '../parts.ts';
import { keepAllUp } from './upkeep.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** After a start people come first; and servers that start together should not all ask at once. */
const FIRST_MS = 2 * 60_000;

/**
 * Looks every hour whether a tenant is due for its daily upkeep, and once a day after the files that never came whole: they
 * are on this server's own disk, whoever looks after the tenants. Ends with the server, after the batch under way.
 */
export function startUpkeep(
  parts: Pick<Parts, 'sql' | 'now' | 'log' | 'veil' | 'closing' | 'arrivals'>,
): void {
  const { log, veil } = parts;
  const stopped = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const told = {
    done: (tenantId: string, upkept: object) => log.info({ tenant: veil(tenantId), ...upkept }, 'upkeep'),
    failed: (tenantId: string, error: unknown) =>
      log.error({ tenant: veil(tenantId), err: error }, 'upkeep failed'),
  };
  const failed = (error: unknown): void => log.error({ err: error }, 'upkeep failed');
  let tidiedAt = Number.NEGATIVE_INFINITY;
  const tidyUp = async (): Promise<void> => {
    const now = parts.now();
    if (now - tidiedAt < DAY_MS) return;
    const dropped = await parts.arrivals.dropResting(now - bounds.arrivingDays * DAY_MS, stopped.signal);
    tidiedAt = now;
    if (dropped) log.info({ dropped }, 'let go of files that never came whole');
  };
  const look = (): void => {
    running = keepAllUp(parts.sql, parts.now(), told, stopped.signal)
      .catch(failed)
      .then(tidyUp)
      .catch(failed)
      .finally(() => {
        if (!stopped.signal.aborted) timer = setTimeout(look, HOUR_MS).unref();
      });
  };
  let timer = setTimeout(look, FIRST_MS * (1 + Math.random())).unref();
  parts.closing.push(async () => {
    stopped.abort();
    clearTimeout(timer);
    await running;
  });
}
