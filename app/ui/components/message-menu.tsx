import { useState, type ReactNode } from 'react';
import { isRedacted, type Message } from '../../../shared/model/conversation.ts';
import { editRefusal, redactRefusal } from '../../../shared/rules/message-change.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { Glyph } from './glyph.tsx';
import { Menu } from './menu.tsx';
import { MenuItem } from './menu-item.tsx';
import { lazyPart, Part } from './part.tsx';

const RedactDialog = lazyPart(() => import('./redact-dialog.tsx').then((module) => module.RedactDialog));

interface MessageMenuProps {
  message: Message;
  name: string;
  /** How many photos and files it has. */
  files: number;
  splitInto: string | null;
  now: number;
  onEdit: () => void;
}

/** What may be done with the words of a message, where anything may: saying it otherwise, and taking it back. */
export function MessageMenu({ message, name, files, splitInto, now, onEdit }: MessageMenuProps): ReactNode {
  const { me } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const mayEdit = !editRefusal(message, me, now);
  const mayRedact = !isRedacted(message) && !redactRefusal(message, me);
  if (!mayEdit && !mayRedact) return null;
  return (
    <span>
      <Menu
        face={<Glyph name="more" />}
        label={`Change what ${name} wrote`}
        title="Message"
        className="icon-button message-act"
        testId="message-menu"
      >
        {(close) => (
          <div className="person-menu">
            {mayEdit && (
              <MenuItem glyph="edit" close={close} onPick={onEdit}>
                Edit
              </MenuItem>
            )}
            {mayRedact && (
              <MenuItem glyph="close" close={close} onPick={() => setAsking(true)}>
                Take back what it says…
              </MenuItem>
            )}
          </div>
        )}
      </Menu>
      {asking && (
        <Part>
          <RedactDialog
            message={message}
            files={files}
            splitInto={splitInto}
            onClose={() => setAsking(false)}
          />
        </Part>
      )}
    </span>
  );
}
