import { useState } from 'react';
import { useWorkload, type Load } from '../../queries/workload.ts';
import { loadWords } from '../words/workload-words.ts';
import { useNow } from './use-now.ts';
import { useWorkspace } from './workspace-context.tsx';

/** How much everybody has, in words to stand behind their names, while somebody is about to choose one of them. */
export function useLoads(of: 'people' | 'teams') {
  const { promises } = useWorkspace();
  const [looks, setLooks] = useState(false);
  const now = useNow();
  const loads: ReadonlyMap<string, Load> = useWorkload(looks, promises, now)[of];
  const loadOf = (id: string): string => (looks ? ` – ${loadWords(loads.get(id))}` : '');
  return { looks, setLooks, loadOf };
}
