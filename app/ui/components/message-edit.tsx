import type { FormEvent, ReactNode } from 'react';
import type { Message } from '../../../shared/model/conversation.ts';
import { limits } from '../../../shared/model/limits.ts';
import { editableMs } from '../../../shared/rules/message-change.ts';
import { mutate } from '../../mutate.ts';
import { useCalling } from '../hooks/use-calling.ts';
import { useEditing } from '../hooks/use-editing.ts';
import { cleanText } from '../words/clean-text.ts';
import { EditForm } from './edit-form.tsx';
import { OtherDrafts } from './other-drafts.tsx';
import { useKeep } from './toasts.tsx';

interface MessageEditProps {
  message: Message;
  /** The team of the ticket it is shown on: whom it may call depends on that. */
  teamId: string | null;
  onDone: () => void;
}

/** The author says it otherwise, in its place. */
export function MessageEdit({ message, teamId, onDone }: MessageEditProps): ReactNode {
  const { ticketId, id, body, internal } = message;
  const keep = useKeep();
  const { called, typedAgain } = useCalling({ teamId });
  const standing = typedAgain(body);
  const field = `${ticketId}:message:${id}`;
  const edited = { field, ticketId, standing, internal };
  const { handle, text, type, leave, begun, meanwhile } = useEditing(edited, onDone);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const clean = cleanText(text);
    if (!clean.trim()) return;
    const change = { ticketId, messageId: id, body: called(clean) };
    if (clean === standing || (await keep(mutate('message.edit', change)))) leave();
  };
  return (
    <EditForm onSubmit={save} onCancel={leave} onEscape={onDone} begun={begun} meanwhile={meanwhile}>
      <textarea
        className="input"
        aria-label="What you wrote"
        aria-describedby={meanwhile.id}
        dir="auto"
        rows={4}
        required
        maxLength={limits.message}
        autoFocus
        value={text}
        onChange={(event) => type(event.target.value)}
      />
      <p className="field-hint">
        Everybody who sees it sees the new words, and that you changed them. That is possible for{' '}
        {message.staff ? `${editableMs.staff / 3_600_000} hours` : `${editableMs.requester / 60_000} minutes`}{' '}
        after you wrote it.
      </p>
      <OtherDrafts handle={handle} />
    </EditForm>
  );
}
