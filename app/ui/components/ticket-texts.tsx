import { useState, type FormEvent, type ReactNode, type RefObject } from 'react';
import type { EventKind } from '../../../shared/model/conversation.ts';
import { limits } from '../../../shared/model/limits.ts';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { cleanLine, cleanText } from '../words/clean-text.ts';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { PlainText } from './plain-text.tsx';
import { useKeep } from './toasts.tsx';

interface TicketTextsProps {
  ticket: TicketSummary;
  editable: boolean;
  heading: RefObject<HTMLHeadingElement | null>;
  waiting: ReadonlySet<EventKind>;
}

/** Title and description; staff may edit each in its place. */
export function TicketTexts({ ticket, editable, heading, waiting }: TicketTextsProps): ReactNode {
  const [editing, setEditing] = useState<'title' | 'description' | null>(null);
  const stop = () => setEditing(null);
  return (
    <>
      {editing === 'title' ? (
        <TitleForm ticket={ticket} onDone={stop} />
      ) : (
        <div className="ticket-heading">
          <h1 id="ticket-title" ref={heading} tabIndex={-1} dir="auto">
            {ticket.title}
          </h1>
          {waiting.has('title') && <WaitingMark />}
          {editable && <EditButton what="title" onEdit={() => setEditing('title')} />}
        </div>
      )}
      {editing === 'description' ? (
        <DescriptionForm ticket={ticket} onDone={stop} />
      ) : (
        <section className="ticket-description" aria-label="Description">
          {ticket.description ? (
            <PlainText text={ticket.description} />
          ) : (
            <p className="faint">No description.</p>
          )}
          {waiting.has('description') && <WaitingMark />}
          {editable && <EditButton what="description" onEdit={() => setEditing('description')} />}
        </section>
      )}
    </>
  );
}

function EditButton({ what, onEdit }: { what: string; onEdit: () => void }): ReactNode {
  return (
    <button type="button" className="icon-button edit-button" aria-label={`Edit ${what}`} onClick={onEdit}>
      <Glyph name="edit" />
    </button>
  );
}

interface TextFormProps {
  ticket: TicketSummary;
  onDone: () => void;
}

function TitleForm({ ticket, onDone }: TextFormProps): ReactNode {
  const keep = useKeep();
  const [title, setTitle] = useState(ticket.title);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const clean = cleanLine(title);
    if (
      clean === ticket.title ||
      (await keep(mutate('ticket.set-title', { ticketId: ticket.id, title: clean })))
    )
      onDone();
  };
  return (
    <EditForm onSubmit={save} onCancel={onDone}>
      <input
        className="input title-input"
        aria-label="Title"
        dir="auto"
        required
        minLength={limits.titleInForms}
        maxLength={limits.title}
        autoFocus
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
    </EditForm>
  );
}

function DescriptionForm({ ticket, onDone }: TextFormProps): ReactNode {
  const keep = useKeep();
  const [description, setDescription] = useState(ticket.description);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const clean = cleanText(description);
    const change = { ticketId: ticket.id, description: clean };
    if (clean === ticket.description || (await keep(mutate('ticket.set-description', change)))) onDone();
  };
  return (
    <EditForm onSubmit={save} onCancel={onDone}>
      <textarea
        className="input"
        aria-label="Description"
        dir="auto"
        rows={6}
        maxLength={limits.description}
        autoFocus
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
    </EditForm>
  );
}

interface EditFormProps {
  onSubmit: (event: FormEvent) => Promise<void>;
  onCancel: () => void;
  children: ReactNode;
}

/** Ctrl+Enter saves, Escape leaves the text as it was. */
function EditForm({ onSubmit, onCancel, children }: EditFormProps): ReactNode {
  return (
    <form
      className="edit-form"
      onSubmit={(event) => void onSubmit(event)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
      }}
    >
      {children}
      <div className="edit-actions">
        <button type="submit" className="button button-main">
          Save
        </button>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
