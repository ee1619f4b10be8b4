import { useCallback } from 'react';
import { serverTime } from '../../../shared/clock/device-clock.ts';
import { useDeviceClock } from '../../queries/clock.ts';

/** Asks what time it is at this very moment, by the server's clock as far as this device knows it (SPEC M2). */
export function useServerClock(): () => number {
  const clock = useDeviceClock();
  return useCallback(() => serverTime(Date.now(), clock), [clock]);
}
