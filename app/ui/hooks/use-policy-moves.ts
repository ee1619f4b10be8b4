import { useEffect, useRef, useState, type RefObject } from 'react';
import { moved, placesFor } from '../../../shared/rules/sla/order.ts';
import { mutate } from '../../mutate.ts';
import { useKeep, useToast } from '../components/toasts.tsx';
import { grantsIn } from '../words/choices.ts';
import { planProblems } from '../words/setting-problems.ts';
import type { Entry } from '../words/setting-entries.ts';
import { useWorkspace } from './workspace-context.tsx';

/** One step towards the first or the last that is asked. */
export type Step = -1 | 1;

interface PolicyMoves {
  move: (id: string, step: Step) => void;
  /** What was done, for those who do not see it. */
  said: string;
}

/**
 * Moves policies in the order in which they are asked, writing only those whose place has to change. The focus goes along
 * with what moves: its buttons have `data-move` with policy and step.
 */
export function usePolicyMoves(
  policies: readonly Entry<'sla-policy'>[],
  list: RefObject<HTMLElement | null>,
): PolicyMoves {
  const { directory, me } = useWorkspace();
  const keep = useKeep();
  const toast = useToast();
  const [said, setSaid] = useState('');
  const busy = useRef(false);
  const wanted = useRef<string | null>(null);
  const sequence = policies.map(({ id }) => id).join();
  useEffect(() => {
    if (wanted.current === null) return;
    // A row that is put elsewhere in the page lets go of its focus.
    list.current?.querySelector<HTMLElement>(`[data-move="${wanted.current}"]`)?.focus();
    wanted.current = null;
    // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps -- whenever they have moved
  }, [sequence, list]);

  /** Writes the places; answers the reason why that cannot be. */
  const write = async (places: ReturnType<typeof placesFor>): Promise<boolean> => {
    const entries = places.flatMap(({ id, order }) => {
      const entry = policies.find((one) => one.id === id);
      return entry ? [{ id, value: { ...entry.value, order } }] : [];
    });
    for (const entry of entries) {
      const [problem] = Object.values(planProblems('sla-policy', entry, directory, grantsIn(directory, me)));
      if (problem === undefined) continue;
      toast({ text: `“${entry.value.name}” has to be edited before it can be moved. ${problem}` });
      return false;
    }
    for (const entry of entries) {
      if (!(await keep(mutate('sla-policy.set', { ...entry, archived: false })))) return false;
    }
    return true;
  };

  const move = async (id: string, step: Step): Promise<void> => {
    const from = policies.findIndex((one) => one.id === id);
    const to = from + step;
    const entry = policies[from];
    if (!entry || to < 0 || to >= policies.length || busy.current) return;
    busy.current = true;
    try {
      const places = policies.map((one) => ({ id: one.id, order: one.value.order }));
      if (!(await write(placesFor(moved(places, from, to), id)))) return;
      wanted.current = `${id}/${step}`;
      setSaid(`${entry.value.name} is number ${to + 1} of ${policies.length} now.`);
    } finally {
      busy.current = false;
    }
  };
  return { move: (id, step) => void move(id, step), said };
}
