import type { Macro } from '../../../shared/model/macro.ts';
import { newId } from '../../mutate.ts';
import { mutateMany } from '../../mutate-many.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useLeftOver } from '../components/left-over.tsx';
import { useToast } from '../components/toasts.tsx';
import { worksOnIn } from '../words/choices.ts';
import { failureWords } from '../words/failure-words.ts';
import { leftPartsOf } from '../words/left-out-words.ts';
import { planMacro } from '../words/macro-plan.ts';
import { replyValues } from '../words/reply-values.ts';
import { useWorkspace } from './workspace-context.tsx';

/** Runs macros, and tells what was left out. */
export function useMacro(): (tickets: readonly TicketSummary[], macro: Macro) => Promise<void> {
  const { directory, me, names, account } = useWorkspace();
  const toast = useToast();
  const leftOver = useLeftOver();
  return async (tickets, macro) => {
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
      if (left.length) leftOver({ left, done: made, asked, of: 'change' });
      else if (changes.length === 0) toast({ text: 'Nothing to change: it is so already.' });
    } catch (error) {
      toast({ text: failureWords(error) });
    }
  };
}
