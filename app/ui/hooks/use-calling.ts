import { useMemo } from 'react';
import type { Ticket } from '../../../shared/model/ticket.ts';
import { limits } from '../../../shared/model/limits.ts';
import { callingOf, editableMentions, withMentions } from '../../../shared/rules/mentions.ts';
import { fold } from '../../queries/fold.ts';
import { fittingFor } from '../words/choices.ts';
import type { Suggestion } from './use-suggestions.ts';
import { useWorkspace } from './workspace-context.tsx';

const shownAtMost = 8;

interface Calling {
  /** Those who may be called on this ticket: the staff who would see it. Nothing for requesters, who call nobody. */
  find: (sought: string) => Suggestion[];
  /** What is put into the text to call one of them. */
  textOf: (personId: string) => string;
  /** What somebody typed, with the names of those people as mentions. */
  called: (text: string) => string;
  /** What was written, as it was typed. */
  typedAgain: (body: string) => string;
}

/** Calling people by `@` and their name on a ticket. */
export function useCalling({ teamId }: Pick<Ticket, 'teamId'>): Calling {
  const { directory, staff } = useWorkspace();
  const people = useMemo(() => (staff ? fittingFor(directory, teamId) : []), [directory, staff, teamId]);
  return {
    find(sought) {
      const wanted = fold(sought);
      const starts = (name: string) => (fold(name).startsWith(wanted) ? 0 : 1);
      return people
        .filter(({ name, email }) => fold(name).includes(wanted) || (wanted && email?.startsWith(wanted)))
        .toSorted((a, b) => starts(a.name) - starts(b.name))
        .slice(0, shownAtMost)
        .map(({ id, name, email }) => ({ id, label: name, ...(email && { detail: email }) }));
    },
    textOf(personId) {
      const person = people.find(({ id }) => id === personId);
      return person ? `${callingOf(person, people)} ` : '';
    },
    typedAgain: (body) => editableMentions(body, people),
    called(text) {
      const called = withMentions(text, people);
      return called.length <= limits.message ? called : text;
    },
  };
}
