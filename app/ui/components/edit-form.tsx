import type { FormEvent, ReactNode } from 'react';
import type { Meanwhile } from '../hooks/use-editing.ts';
import '../styles/drafts.css';

interface EditFormProps {
  onSubmit: (event: FormEvent) => Promise<void>;
  onCancel: () => void;
  onEscape: () => void;
  /** Whether the text was begun earlier and not saved. */
  begun: boolean;
  /** What has come to stand there since, told beside the field that names its place. */
  meanwhile: Meanwhile;
  children: ReactNode;
}

/** Ctrl+Enter saves; Escape closes and keeps what was typed for later; Cancel lets go of it. */
export function EditForm({
  onSubmit,
  onCancel,
  onEscape,
  begun,
  meanwhile,
  children,
}: EditFormProps): ReactNode {
  return (
    <form
      className="edit-form"
      onSubmit={(event) => void onSubmit(event)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onEscape();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
      }}
    >
      {children}
      <Overtaken {...meanwhile} />
      {begun && <p className="faint">You began this earlier and did not save it. Cancel lets go of it.</p>}
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

/** The region stands there before its words do: only so are they read out. */
function Overtaken({ id, standing }: Meanwhile): ReactNode {
  return (
    <div id={id} role="status" className="meanwhile" data-testid="meanwhile">
      {standing !== null && (
        <div className="form-problem meanwhile-text">
          <p>Meanwhile it was changed. Now it says:</p>
          <blockquote className="left-words" dir="auto">
            {standing || 'nothing'}
          </blockquote>
          <p>Saving puts yours in its place.</p>
        </div>
      )}
    </div>
  );
}
