import { useRef, type FormEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { limits } from '../../../shared/model/limits.ts';
import { daysIn } from '../../../shared/model/policy.ts';
import { replyLeadsTo } from '../../../shared/rules/lifecycle.ts';
import { mutate, newId, takeNumber } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useDraft } from '../hooks/use-draft.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { cleanText } from '../words/clean-text.ts';
import { Glyph } from './glyph.tsx';
import { OtherDrafts } from './other-drafts.tsx';
import { useKeep } from './toasts.tsx';

/**
 * Writes a public reply or an internal note. The two must never be mistaken for each other: a note has another colour,
 * border, sign, label and button, and says who will not see it.
 */
export function Composer({ ticket }: { ticket: TicketSummary }): ReactNode {
  const { staff, names, directory } = useWorkspace();
  const [, navigate] = useLocation();
  const reopenDays = daysIn('reopen-days', directory.policies.get('reopen-days'));
  const now = useNow();
  const leadsTo = staff ? 'stays' : replyLeadsTo(ticket, now, reopenDays);
  const handle = useDraft(ticket.id);
  const { draft, change, current, flush } = handle;
  const keep = useKeep();
  const box = useRef<HTMLTextAreaElement>(null);
  const internal = staff && draft.internal;
  const body = cleanText(draft.body);

  const write = (asNote: boolean) => {
    change({ ...draft, internal: asNote });
    box.current?.focus();
  };
  useKeys({ r: () => write(false), ...(staff ? { n: () => write(true) } : {}) });

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!body.trim()) return;
    // The box is free at once for the next thought; what could not be kept comes back before it.
    change({ ...draft, body: '' });
    // Other windows show the same draft: it goes from them with the sending.
    const reply = { ticketId: ticket.id, id: newId(), body, internal };
    if (staff) {
      if (await keep(mutate('message.add', reply))) return flush();
    } else {
      // The ticket may turn out to be settled for good by the time this arrives: then it opens another.
      const isNew = leadsTo === 'follow-up';
      const followUp = { id: newId(), number: isNew ? await takeNumber() : null };
      if (await keep(mutate('message.add', { ...reply, followUp }))) {
        flush();
        return isNew ? navigate(`/tickets/${followUp.id}`) : undefined;
      }
    }
    const since = current().body;
    change({ ...current(), body: since ? `${body}\n\n${since}` : body });
  };

  const label = internal ? 'Internal note' : staff ? 'Public reply' : 'Your reply';
  return (
    <form
      className={`composer composer-${internal ? 'internal' : 'public'}`}
      data-testid="composer"
      data-internal={internal}
      aria-label={label}
      onSubmit={(event) => void send(event)}
    >
      {staff && (
        <KindChoice internal={internal} onChoose={(asNote) => change({ ...draft, internal: asNote })} />
      )}
      <textarea
        ref={box}
        aria-label={label}
        placeholder={internal ? 'For staff only…' : 'Write a reply…'}
        dir="auto"
        rows={2}
        maxLength={limits.message}
        value={draft.body}
        onChange={(event) => change({ ...draft, body: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit();
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <OtherDrafts handle={handle} />
      <footer>
        <p>
          {internal ? (
            <>
              <Glyph name="lock" />
              Only staff see this.
            </>
          ) : staff ? (
            <>
              <Glyph name="reply" />
              <span dir="auto">{names.person(ticket.requesterId)}</span> will see this.
            </>
          ) : (
            requesterHints[leadsTo]
          )}
        </p>
        <button type="submit" className="button button-main" disabled={!body.trim()} title="Ctrl+Enter">
          {internal ? 'Save note' : leadsTo === 'follow-up' ? 'Send as a new ticket' : 'Send reply'}
        </button>
      </footer>
    </form>
  );
}

/** What becomes of a requester's reply, said before it is sent. */
const requesterHints = {
  stays: 'The desk will see this.',
  reopens: 'The desk will see this, and the ticket is open again.',
  'follow-up': 'This ticket was settled a while ago: your reply opens a new one that follows it.',
} as const;

function KindChoice({
  internal,
  onChoose,
}: {
  internal: boolean;
  onChoose: (internal: boolean) => void;
}): ReactNode {
  return (
    <fieldset className="composer-kinds">
      <legend className="unseen">Kind of message</legend>
      <label>
        <input type="radio" name="kind" checked={!internal} onChange={() => onChoose(false)} />
        <span>
          <Glyph name="reply" /> Public reply
        </span>
      </label>
      <label>
        <input type="radio" name="kind" checked={internal} onChange={() => onChoose(true)} />
        <span>
          <Glyph name="lock" /> Internal note
        </span>
      </label>
    </fieldset>
  );
}
