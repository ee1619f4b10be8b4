import { useEffect, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { limits } from '../../../shared/model/limits.ts';
import { mutate, newId, takeNumber } from '../../mutate.ts';
import { useTicket } from '../../queries/tickets.ts';
import { Glyph } from './glyph.tsx';
import { TextDialog } from './text-dialog.tsx';
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
  const [{ id, followUpId }] = useState(() => ({ id: newId(), followUpId: newId() }));
  const keep = useKeep();
  const send = async (body: string): Promise<boolean> => {
    const followUp = { id: followUpId, number: await takeNumber() };
    const kept = await keep(mutate('message.add', { ticketId, id, body, internal: false, followUp }));
    if (kept) onKept(followUpId);
    return kept;
  };
  return (
    <TextDialog
      title="Write about it again"
      testId="write-again"
      label="Your message"
      hint="It opens a new ticket that follows this one."
      empty="Say what it is about."
      max={limits.message}
      submit="Send as a new ticket"
      // Where a reply on the ticket is kept: should it come back meanwhile, the words stand there.
      field={ticketId}
      onClose={onClose}
      onText={send}
    />
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
