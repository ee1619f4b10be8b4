import { useState } from 'react';
import { useWorkload, type Load } from '../../queries/workload.ts';
import { seesSome } from '../words/choices.ts';
import { loadWords } from '../words/workload-words.ts';
import { useNow } from './use-now.ts';
import { useWorkspace } from './workspace-context.tsx';

/** How much everybody has, in words to stand behind their names, while somebody is about to choose one of them. */
export function useLoads(of: 'people' | 'teams') {
  const { directory, me, promises } = useWorkspace();
  const [looks, setLooks] = useState(false);
  const now = useNow();
  const loads: ReadonlyMap<string, Load> = useWorkload(looks, promises, now)[of];
  const ofSome = seesSome(directory, me);
  const loadOf = (id: string): string => (looks ? ` – ${loadWords(loads.get(id), ofSome)}` : '');
  return { looks, setLooks, loadOf };
}
