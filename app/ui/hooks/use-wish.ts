import { useState } from 'react';

/**
 * What somebody has just chosen, shown at once, until what stands on the device is read again. Answers what is shown, and
 * how to wish for something; null takes the wish back.
 *
 * @param over what the wish lies on: it holds for as long as that is the same
 */
export function useWish<T>(stands: T, over: unknown = stands): [shown: T, wish: (value: T | null) => void] {
  const [wished, setWished] = useState<{ over: unknown; value: T } | null>(null);
  const wish = (value: T | null) => setWished(value === null ? null : { over, value });
  return [wished && wished.over === over ? wished.value : stands, wish];
}
