import { useState, type FormEvent, type ReactNode, type RefObject } from 'react';
import type { EventKind } from '../../../shared/model/conversation.ts';
import { limits } from '../../../shared/model/limits.ts';
import { mutate } from '../../mutate.ts';
import type { LostValue, TicketSummary } from '../../queries/types.ts';
import { useEditing, type EditedText } from '../hooks/use-editing.ts';
import { useFocusBack } from '../hooks/use-focus-back.ts';
import { cleanLine, cleanText } from '../words/clean-text.ts';
import { ConflictNotes } from './conflict-notes.tsx';
import { EditForm } from './edit-form.tsx';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { OtherDrafts } from './other-drafts.tsx';
import { RichText } from './rich-text.tsx';
import { useKeep } from './toasts.tsx';

interface TicketTextsProps {
  ticket: TicketSummary;
  editable: boolean;
  heading: RefObject<HTMLHeadingElement | null>;
  waiting: ReadonlySet<EventKind>;
  conflicts: readonly LostValue[];
}

/** Title and description; staff may edit each in its place. */
export function TicketTexts({ ticket, editable, heading, waiting, conflicts }: TicketTextsProps): ReactNode {
  const [editing, setEditing] = useState<'title' | 'description' | null>(null);
  const stop = () => setEditing(null);
  const toTitle = useFocusBack<HTMLButtonElement>(editing === 'title');
  const toDescription = useFocusBack<HTMLButtonElement>(editing === 'description');
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
          {editable && <EditButton ref={toTitle} what="title" onEdit={() => setEditing('title')} />}
        </div>
      )}
      <ConflictNotes conflicts={conflicts} at={(register) => register === 'title'} />
      {editing === 'description' ? (
        <DescriptionForm ticket={ticket} onDone={stop} />
      ) : (
        <section className="ticket-description" aria-label="Description">
          {ticket.description ? (
            <RichText text={ticket.description} />
          ) : (
            <p className="faint">No description.</p>
          )}
          {waiting.has('description') && <WaitingMark />}
          {editable && (
            <EditButton ref={toDescription} what="description" onEdit={() => setEditing('description')} />
          )}
        </section>
      )}
      <ConflictNotes conflicts={conflicts} at={(register) => register === 'description'} />
    </>
  );
}

function EditButton({
  ref,
  what,
  onEdit,
}: {
  ref: RefObject<HTMLButtonElement | null>;
  what: string;
  onEdit: () => void;
}): ReactNode {
  return (
    <button
      ref={ref}
      type="button"
      className="icon-button edit-button"
      aria-label={`Edit ${what}`}
      onClick={onEdit}
    >
      <Glyph name="edit" />
    </button>
  );
}

interface TextFormProps {
  ticket: TicketSummary;
  onDone: () => void;
}

const textOf = (ticket: TicketSummary, what: 'title' | 'description'): EditedText => ({
  field: `${ticket.id}:${what}`,
  ticketId: ticket.id,
  standing: ticket[what],
});

function TitleForm({ ticket, onDone }: TextFormProps): ReactNode {
  const keep = useKeep();
  const { handle, text: title, type, leave, begun, meanwhile } = useEditing(textOf(ticket, 'title'), onDone);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const clean = cleanLine(title);
    if (
      clean === ticket.title ||
      (await keep(mutate('ticket.set-title', { ticketId: ticket.id, title: clean })))
    )
      leave();
  };
  return (
    <EditForm onSubmit={save} onCancel={leave} onEscape={onDone} begun={begun} meanwhile={meanwhile}>
      <input
        className="input title-input"
        aria-label="Title"
        aria-describedby={meanwhile.id}
        dir="auto"
        required
        minLength={limits.titleInForms}
        maxLength={limits.title}
        autoFocus
        value={title}
        onChange={(event) => type(event.target.value)}
      />
      <OtherDrafts handle={handle} />
    </EditForm>
  );
}

function DescriptionForm({ ticket, onDone }: TextFormProps): ReactNode {
  const keep = useKeep();
  const text = textOf(ticket, 'description');
  const { handle, text: description, type, leave, begun, meanwhile } = useEditing(text, onDone);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const clean = cleanText(description);
    const change = { ticketId: ticket.id, description: clean };
    if (clean === ticket.description || (await keep(mutate('ticket.set-description', change)))) leave();
  };
  return (
    <EditForm onSubmit={save} onCancel={leave} onEscape={onDone} begun={begun} meanwhile={meanwhile}>
      <textarea
        className="input"
        aria-label="Description"
        aria-describedby={meanwhile.id}
        dir="auto"
        rows={6}
        maxLength={limits.description}
        autoFocus
        value={description}
        onChange={(event) => type(event.target.value)}
      />
      <OtherDrafts handle={handle} />
    </EditForm>
  );
}
