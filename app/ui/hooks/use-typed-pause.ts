import { useEffect, useRef, useState } from 'react';

const typingPauseMs = 400;

/**
 * What is typed into a field, and told when the typing pauses: for what is asked of the server with every word. `forget`
 * lets go of what was not told yet.
 */
export function useTypedPause(
  value: string,
  onPause: (text: string) => void,
): [text: string, type: (text: string) => void, forget: () => void] {
  const [typed, setTyped] = useState<string | null>(null);
  const latest = useRef(onPause);
  useEffect(() => {
    latest.current = onPause;
  });
  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => {
      latest.current(typed);
      setTyped(null);
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed ?? value, setTyped, () => setTyped(null)];
}
