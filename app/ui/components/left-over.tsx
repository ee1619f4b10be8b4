import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';
import type { LeftTicket } from '../words/left-out-words.ts';
import { lazyPart, Part } from './part.tsx';

const LeftOutDialog = lazyPart(() => import('./left-out-dialog.tsx').then((module) => module.LeftOutDialog));

/** What came of a step of which something is left. */
export interface LeftOver {
  left: readonly LeftTicket[];
  /** How many were changed. */
  done: number;
  /** For how many an admin is asked. */
  asked?: number;
  /** What is counted: tickets, or the parts of what was done to them. */
  of: 'ticket' | 'change';
}

const LeftOverContext = createContext<(what: LeftOver) => void>(() => undefined);

/** Shows what was left out until it is read, also where the list, the bar or the dialog it was begun in is gone by then. */
export function LeftOverProvider({ children }: { children: ReactNode }): ReactNode {
  const [[first, ...rest], setWaiting] = useState<readonly LeftOver[]>([]);
  const show = useCallback((what: LeftOver) => setWaiting((waiting) => [...waiting, what]), []);
  return (
    <LeftOverContext value={show}>
      {children}
      <Part>{first && <LeftOutDialog {...first} onClose={() => setWaiting(rest)} />}</Part>
    </LeftOverContext>
  );
}

export function useLeftOver(): (what: LeftOver) => void {
  return useContext(LeftOverContext);
}
