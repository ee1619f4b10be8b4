import type { ReactNode } from 'react';
import type { Message } from '../../../shared/model/conversation.ts';
import { mutate } from '../../mutate.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { countWords } from '../words/labels.ts';
import { Dialog } from './dialog.tsx';
import { TicketLink } from './ticket-link.tsx';
import { useKeep } from './toasts.tsx';

interface RedactDialogProps {
  message: Message;
  /** Its photos and files, which go with its words. */
  files: number;
  /** The ticket that was made of it, which has its words too. */
  splitInto: string | null;
  onClose: () => void;
}

/** Asks once more: there is no way back. */
export function RedactDialog({ message, files, splitInto, onClose }: RedactDialogProps): ReactNode {
  const { me, names } = useWorkspace();
  const keep = useKeep();
  const own = message.authorId === me.id;
  const { ticketId, id: messageId } = message;
  const redact = async () => {
    if (await keep(mutate('message.redact', { ticketId, messageId }))) onClose();
  };
  return (
    <Dialog title="Take back what it says?" testId="redact-dialog" onClose={onClose}>
      <p>
        The words of {own ? 'your message' : names.person(message.authorId)} go from this ticket on every
        device, for everybody, and cannot be brought back. That there was a message, and who took its words
        back, stays.
      </p>
      {files > 0 && (
        <p>
          <strong>
            Its {countWords(files, 'photo or file', 'photos and files')} {files === 1 ? 'goes' : 'go'} with
            them
          </strong>
          , and nobody can get {files === 1 ? 'it' : 'them'} back, an admin neither. Save{' '}
          {files === 1 ? 'it' : 'them'} first where {files === 1 ? 'it is' : 'they are'} still needed.
        </p>
      )}
      <p className="field-hint">
        Where somebody has quoted them they stay in the quote. The audit log keeps the words for the admins.
      </p>
      {splitInto !== null && (
        <p className="field-hint">
          They also stand on <TicketLink id={splitInto} />, which was split off: take them back there, too.
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" className="button button-main" onClick={() => void redact()}>
          Take the words back
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
