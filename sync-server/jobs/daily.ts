import type { Parts } from '../parts.ts';
import { keepAllUp } from './upkeep.ts';

const HOUR_MS = 3_600_000;
/** After a start people come first; and servers that start together should not all ask at once. */
const FIRST_MS = 2 * 60_000;

/** Looks every hour whether a tenant is due for its daily upkeep. Ends with the server, after the batch under way. */
export function startUpkeep(parts: Pick<Parts, 'sql' | 'now' | 'log' | 'veil' | 'closing'>): void {
  const { log, veil } = parts;
  const stopped = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const told = {
    done: (tenantId: string, upkept: object) => log.info({ tenant: veil(tenantId), ...upkept }, 'upkeep'),
    failed: (tenantId: string, error: unknown) =>
      log.error({ tenant: veil(tenantId), err: error }, 'upkeep failed'),
  };
  const look = (): void => {
    running = keepAllUp(parts.sql, parts.now(), told, stopped.signal)
      .catch((error: unknown) => log.error({ err: error }, 'upkeep failed'))
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
