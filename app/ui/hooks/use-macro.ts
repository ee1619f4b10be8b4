import type { Macro } from '../../../shared/model/macro.ts';
import { newId } from '../../mutate.ts';
import { mutateMany } from '../../mutate-many.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useLeftOver } from '../components/left-over.tsx';
import { useToast } from '../components/toasts.tsx';
import { worksOnIn } from '../words/choices.ts';
import { failureWords } from '../words/failure-words.ts';
import { lackingIn, type Lacking } from '../words/lacking.ts';
import { leftPartsOf } from '../words/left-out-words.ts';
import { planMacro } from '../words/macro-plan.ts';
import { replyValues } from '../words/reply-values.ts';
import { useWorkspace } from './workspace-context.tsx';

interface Macros {
  /** Runs one, and tells what was left out. */
  run: (tickets: readonly TicketSummary[], macro: Macro) => Promise<void>;
  /** Which tickets one would not move, for want of fields that it does not fill in itself. */
  lackingFor: (tickets: readonly TicketSummary[], macro: Macro) => Lacking[];
}

/** Runs macros, and knows before what would be left out. */
export function useMacro(): Macros {
  const { directory, me, names, account } = useWorkspace();
  const toast = useToast();
  const leftOver = useLeftOver();
  const planned = (tickets: readonly TicketSummary[], macro: Macro) =>
    planMacro(tickets, macro, {
      id: me.id,
      nameOf: names.person,
      worksOn: worksOnIn(directory),
      valuesOf: (ticket) => replyValues(ticket, directory, account),
      newId,
    });
  const lackingFor: Macros['lackingFor'] = (tickets, macro) =>
    lackingIn(tickets, planned(tickets, { ...macro, reply: null }).changes, directory.fields);
  const run: Macros['run'] = async (tickets, macro) => {
    const { changes, cannot } = planned(tickets, macro);
    try {
      const { leftOut, made, asked } = await mutateMany(changes, `“${macro.name}”`);
      const left = leftPartsOf(cannot, leftOut);
      if (left.length) leftOver({ left, done: made, asked, of: 'change' });
      else if (changes.length === 0) toast({ text: 'Nothing to change: it is so already.' });
    } catch (error) {
      toast({ text: failureWords(error) });
    }
  };
  return { run, lackingFor };
}
