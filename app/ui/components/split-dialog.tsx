import { useState, type FormEvent, type ReactNode } from 'react';
import type { Message } from '../../../shared/model/conversation.ts';
import { limits } from '../../../shared/model/limits.ts';
import { mutate, newId, takeNumber } from '../../mutate.ts';
import { useDraft } from '../hooks/use-draft.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { cleanLine } from '../words/clean-text.ts';
import { countWords } from '../words/labels.ts';
import { titleFrom } from '../words/link-words.ts';
import { typedBody } from '../words/typed-body.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';
import { useKeep } from './toasts.tsx';

interface SplitDialogProps {
  message: Message;
  /** How many pictures and files hang on it. */
  files: number;
  onClose: () => void;
}

/** Makes a ticket out of a message. The message stays, and says where it went. */
export function SplitDialog({ message, files, onClose }: SplitDialogProps): ReactNode {
  const { names, directory } = useWorkspace();
  const keep = useKeep();
  const { ticketId, id: messageId } = message;
  const { draft, change, letGo } = useDraft(`split:${messageId}:title`);
  const [emptied, setEmptied] = useState(false);
  const suggested = titleFrom(typedBody(message, directory), limits.title);
  const title = draft.body || (emptied ? '' : suggested);
  const [id] = useState(newId);
  const line = cleanLine(title);
  const leave = () => {
    letGo();
    onClose();
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (line === '') return;
    const number = await takeNumber();
    if (await keep(mutate('ticket.split', { ticketId, messageId, id, number, title: line }))) leave();
  };
  const whose = message.internal
    ? 'It is a note: the new ticket is yours, and requesters do not see it.'
    : message.staff
      ? 'The new ticket is of the requester of the ticket that it was written on.'
      : `The new ticket is of ${names.person(message.authorId)}.`;
  return (
    <Dialog title="New ticket out of this message" testId="split-dialog" onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        <Field
          label="Title"
          hint={
            files > 0
              ? `${whose} ${countWords(files, 'file')} of the message ${files === 1 ? 'goes' : 'go'} along.`
              : whose
          }
        >
          {(own) => (
            <input
              {...own}
              dir="auto"
              required
              maxLength={limits.title}
              value={title}
              onChange={({ target: { value: body } }) => {
                setEmptied(body === '');
                change({ body, internal: false, about: ticketId, from: suggested });
              }}
            />
          )}
        </Field>
        <FormActions submit="Make the ticket" disabled={line === ''} onClose={leave} />
      </form>
    </Dialog>
  );
}
