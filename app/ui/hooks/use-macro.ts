import { useState } from 'react';
import type { Macro } from '../../../shared/model/macro.ts';
import { newId } from '../../mutate.ts';
import { mutateMany } from '../../mutate-many.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useToast } from '../components/toasts.tsx';
import { worksOnIn } from '../words/choices.ts';
import { failureWords } from '../words/failure-words.ts';
import { leftPartsOf, type LeftTicket } from '../words/left-out-words.ts';
import { planMacro } from '../words/macro-plan.ts';
import { replyValues } from '../words/reply-values.ts';
import { useWorkspace } from './workspace-context.tsx';

interface Ran {
  /** What of it was not done, by ticket. */
  left: readonly LeftTicket[];
  /** How many changes were made. */
  done: number;
  /** How many are asked for. */
  asked: number;
}

/** Runs macros, and keeps what was left out of the last one until it is read. */
export function useMacro() {
  const { directory, me, names, account } = useWorkspace();
  const toast = useToast();
  const [ran, setRan] = useState<Ran | null>(null);
  /** Resolves to whether there is nothing more to say about it. */
  const run = async (tickets: readonly TicketSummary[], macro: Macro): Promise<boolean> => {
    const { changes, cannot } = planMacro(tickets, macro, {
      id: me.id,
      nameOf: names.person,
      worksOn: worksOnIn(directory),
      valuesOf: (ticket) => replyValues(ticket, directory, account),
      newId,
    });
    try {
      const { leftOut, made, asked } = await mutateMany(changes, `“${macro.name}”`);
      const left = leftPartsOf(cannot, leftOut);
      if (left.length) {
        setRan({ left, done: made, asked });
        return false;
      }
      if (changes.length === 0) toast({ text: 'Nothing to change: it is so already.' });
    } catch (error) {
      toast({ text: failureWords(error) });
    }
    return true;
  };
  return { ran, forget: () => setRan(null), run };
}
