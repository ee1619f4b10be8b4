import { useMemo } from 'react';
import type { Ticket } from '../../../shared/model/ticket.ts';
import { fillVariables } from '../../../shared/rules/fill-variables.ts';
import { fold } from '../../queries/fold.ts';
import { replyValues } from '../words/reply-values.ts';
import { replyEntries, type Entry } from '../words/setting-entries.ts';
import type { Suggestion } from './use-suggestions.ts';
import { useWorkspace } from './workspace-context.tsx';

/** With more than these a list is searched further rather than read. */
const shownAtMost = 20;

interface Canned {
  /** Those in use, by name. */
  replies: readonly Entry<'canned-reply'>[];
  /** Those whose name contains what is sought, starts of names first. */
  find: (sought: string) => Suggestion[];
  /** One of them, filled for this ticket. */
  textOf: (id: string) => string;
}

/** The canned replies, as this ticket fills them. */
export function useCanned(ticket: Ticket): Canned {
  const { directory, account } = useWorkspace();
  const replies = useMemo(() => replyEntries(directory.settings).used, [directory.settings]);
  const textOf = (id: string): string => {
    const text = replies.find((reply) => reply.id === id)?.value.text ?? '';
    return fillVariables(text, replyValues(ticket, directory, account)).text;
  };
  return {
    replies,
    find(sought) {
      const wanted = fold(sought);
      const fits = replies.filter(({ value }) => fold(value.name).includes(wanted));
      const starts = ({ value }: Entry<'canned-reply'>) => (fold(value.name).startsWith(wanted) ? 0 : 1);
      return fits
        .toSorted((a, b) => starts(a) - starts(b))
        .slice(0, shownAtMost)
        .map(({ id, value }) => ({
          id,
          label: value.name,
          detail: textOf(id).trim().split('\n', 1)[0] ?? '',
        }));
    },
    textOf,
  };
}
