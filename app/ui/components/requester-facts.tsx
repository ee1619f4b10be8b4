import type { ReactNode } from 'react';
import { isBlank } from '../../../shared/rules/required-fields.ts';
import type { TicketDetail } from '../../queries/types.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { FilledFields } from './filled-fields.tsx';
import { PlainFacts } from './more-facts.tsx';
import { PriorityMark, StatusMark } from './marks.tsx';

/** The facts as a requester sees them: to read, nothing to operate. */
export function RequesterFacts({ detail }: { detail: TicketDetail }): ReactNode {
  const { ticket, values } = detail;
  const { directory, names } = useWorkspace();
  // A field that requesters are not shown any more is none of theirs, whatever was filled in before.
  const shown = values.filter(({ id, value }) => directory.fields.has(id) && !isBlank(value));
  return (
    <div className="requester-facts">
      <dl className="plain-facts">
        <div>
          <dt>Status</dt>
          <dd>
            <StatusMark status={ticket.status} />
          </dd>
        </div>
        <div>
          <dt>Priority</dt>
          <dd>
            <PriorityMark priority={ticket.priority} />
          </dd>
        </div>
        <div>
          <dt>With</dt>
          <dd dir="auto">{ticket.assigneeId ? names.person(ticket.assigneeId) : 'the desk'}</dd>
        </div>
        {ticket.categoryId && (
          <div>
            <dt>Category</dt>
            <dd dir="auto">{names.category(ticket.categoryId)}</dd>
          </div>
        )}
        <FilledFields values={shown} />
      </dl>
      <PlainFacts ticket={ticket} />
    </div>
  );
}
