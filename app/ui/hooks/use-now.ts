import { useEffect, useState, useSyncExternalStore } from 'react';
import { jumpOf, serverTime } from '../../../shared/clock/device-clock.ts';
import { useDeviceClock } from '../../queries/clock.ts';

const LOOK_MS = 5_000;

/**
 * The time now by the server's clock, as far as this device knows it (SPEC M2), in steps of `everyMs` while somebody
 * looks, so that "3 min ago" stays true.
 */
export function useNow(everyMs = 30_000): number {
  const clock = useDeviceClock();
  // Asked for at every drawing: what the clock said before it was set is never shown by the new one's skew.
  const at = useSyncExternalStore(lookAgain, () => Math.floor(Date.now() / everyMs) * everyMs);
  return serverTime(at, clock);
}

const lookAgain = (look: () => void): (() => void) => everySoOften(LOOK_MS, look);

/** How far this device's clock has obviously jumped since the last contact, in milliseconds; null while it may be right. */
export function useClockJump(): number | null {
  const { lastSyncAt } = useDeviceClock();
  const [jumpMs, setJumpMs] = useState<number | null>(null);
  useEffect(() => {
    const aheadOfTimer = (): number => Date.now() - performance.now();
    // At a contact the clock is what its skew says: from there on it has to keep step with the window's own timer.
    const from = aheadOfTimer();
    const look = (): void => setJumpMs(jumpOf(Date.now(), lastSyncAt, aheadOfTimer() - from));
    return everySoOften(LOOK_MS, look);
  }, [lastSyncAt]);
  return jumpMs;
}

/** Does it every so often while somebody looks, and when somebody looks again. Answers how to end it. */
function everySoOften(everyMs: number, renew: () => void): () => void {
  const whenSeen = (): void => {
    if (document.visibilityState === 'visible') renew();
  };
  const timer = setInterval(whenSeen, everyMs);
  document.addEventListener('visibilitychange', whenSeen);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', whenSeen);
  };
}
