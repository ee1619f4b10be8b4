import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { limits } from '../../../shared/model/limits.ts';
import { mutate, newId, takeNumber } from '../../mutate.ts';
import { useTicket } from '../../queries/tickets.ts';
import { useDraft } from '../hooks/use-draft.ts';
import { cleanText } from '../words/clean-text.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';
import { Glyph } from './glyph.tsx';
import { useKeep } from './toasts.tsx';

/**
 * A requester's way on from a ticket in the archive: what they write opens another ticket, which follows it. It is kept here
 * and sent like any change; the ticket comes with the answer.
 */
export function WriteAgain({ ticketId, onKept }: Omit<WriteDialogProps, 'onClose'>): ReactNode {
  const [writing, setWriting] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setWriting(true)}>
        <Glyph name="reply" />
        Write about it again…
      </button>
      {writing && <WriteDialog ticketId={ticketId} onClose={() => setWriting(false)} onKept={onKept} />}
    </>
  );
}

interface WriteDialogProps {
  ticketId: string;
  onClose: () => void;
  /** The identity of the ticket that it opens. */
  onKept: (followUpId: string) => void;
}

function WriteDialog({ ticketId, onClose, onKept }: WriteDialogProps): ReactNode {
  // Where a reply on the ticket is kept: should it come back meanwhile, the words stand there.
  const { draft, loaded, change, clear } = useDraft(ticketId);
  const [{ id, followUpId }] = useState(() => ({ id: newId(), followUpId: newId() }));
  const busy = useRef(false);
  const keep = useKeep();
  const [problem, setProblem] = useState<string>();
  const leave = () => {
    void clear().catch(() => undefined);
    onClose();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = cleanText(draft.body);
    if (!body.trim()) return setProblem('Say what it is about.');
    if (busy.current) return;
    busy.current = true;
    try {
      const followUp = { id: followUpId, number: await takeNumber() };
      if (!(await keep(mutate('message.add', { ticketId, id, body, internal: false, followUp })))) return;
      leave();
      onKept(followUp.id);
    } finally {
      busy.current = false;
    }
  };
  return (
    <Dialog title="Write about it again" testId="write-again" onClose={onClose}>
      <form
        className="form"
        noValidate
        aria-busy={!loaded}
        onSubmit={(event) => void submit(event)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        <Field label="Your message" hint="It opens a new ticket that follows this one." problem={problem}>
          {(own) => (
            <textarea
              {...own}
              rows={4}
              dir="auto"
              required
              maxLength={limits.message}
              value={draft.body}
              onChange={({ target: { value: body } }) => {
                setProblem(undefined);
                change({ body, internal: false });
              }}
            />
          )}
        </Field>
        <FormActions submit="Send as a new ticket" onClose={leave} />
      </form>
    </Dialog>
  );
}

/** Until the new ticket is here; then it is shown. */
export function Opening({ id, ticketId }: { id: string; ticketId: string }): ReactNode {
  const [, navigate] = useLocation();
  const here = useTicket(id);
  const old = useTicket(ticketId);
  useEffect(() => {
    if (here) navigate(`/tickets/${id}`);
  }, [here, id, navigate]);
  return (
    <section className="pane empty">
      <title>Written – Waypost</title>
      <Glyph name="check" />
      <h1>Your message is kept</h1>
      <p role="status">It is on this device. The new ticket opens here once the office has it.</p>
      {old && (
        // Where it was open again by then, the message stands on it.
        <Link href={`/tickets/${ticketId}`} className="button">
          Go to the ticket itself
        </Link>
      )}
      <Link href="/archive" className="button">
        Back to the archive
      </Link>
    </section>
  );
}
