import { useState, type ReactNode } from 'react';
import type { Approval } from '../../../shared/model/approval.ts';
import type { MutationArgs } from '../../../shared/mutations/registry.ts';
import { isOvertaken } from '../../../shared/rules/approvals.ts';
import { may } from '../../../shared/rules/permissions.ts';
import { mutate } from '../../mutate.ts';
import type { TicketDetail, TicketSummary } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { wishWords } from '../words/approval-words.ts';
import { Glyph } from './glyph.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { useKeep } from './toasts.tsx';
import { When } from './when.tsx';

/** What waits for an admin's word on a ticket; admins give it here, and whoever asked may take it back. */
export function ApprovalNotes({ detail }: { detail: TicketDetail }): ReactNode {
  const pending = detail.approvals.filter(({ state }) => state === 'pending');
  return pending.map((asked) => <ApprovalNote key={asked.id} asked={asked} ticket={detail.ticket} />);
}

type Decision = MutationArgs<'approval.decide'>['decision'];

/** The decisions that go with a word: a rejection always, an approval where its admin has something to say. */
const sayings = { approve: 'Approve the request', reject: 'Reject the request' } as const;
type Said = keyof typeof sayings;

function ApprovalNote({ asked, ticket }: { asked: Approval; ticket: TicketSummary }): ReactNode {
  const { me, names } = useWorkspace();
  const keep = useKeep();
  const now = useNow();
  const [saying, setSaying] = useState<Said | null>(null);
  const overtaken = isOvertaken(asked, ticket);
  const decide = (decision: Decision, word: string | null = null) =>
    keep(mutate('approval.decide', { ticketId: ticket.id, approvalId: asked.id, decision, word }));
  const decides = may(me.role, 'approvals:decide');
  const own = asked.byId === me.id;
  return (
    <section className="approval-note" data-testid="approval-note" aria-label="Waits for approval">
      <Glyph name="waiting" />
      <div role="status">
        <p>
          <strong>{wishWords(asked)}</strong> waits for an admin’s approval. {names.person(asked.byId)} asked,{' '}
          <When at={asked.createdAt} now={now} />.
        </p>
        {asked.reason && <p dir="auto">“{asked.reason}”</p>}
        {overtaken && (
          <p>
            The {asked.what === 'urgent' ? 'priority' : 'status'} has changed since: this request is
            overtaken.
          </p>
        )}
      </div>
      <div className="dialog-actions">
        {decides && !overtaken && (
          <>
            <button type="button" className="button button-main" onClick={() => void decide('approve')}>
              Approve
            </button>
            <button type="button" className="button" onClick={() => setSaying('approve')}>
              Approve with a word
            </button>
          </>
        )}
        {decides && (
          <button type="button" className="button" onClick={() => setSaying('reject')}>
            Reject
          </button>
        )}
        {own && (
          <button type="button" className="button" onClick={() => void decide('withdraw')}>
            Take back
          </button>
        )}
      </div>
      {saying && (
        <ReasonDialog
          title={sayings[saying]}
          draft={`${saying}:${asked.id}`}
          ticketId={ticket.id}
          onClose={() => setSaying(null)}
          onReason={(word) => decide(saying, word)}
        />
      )}
    </section>
  );
}
