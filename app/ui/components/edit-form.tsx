import type { FormEvent, ReactNode } from 'react';

interface EditFormProps {
  onSubmit: (event: FormEvent) => Promise<void>;
  onCancel: () => void;
  onEscape: () => void;
  /** Whether the text was begun earlier and not saved. */
  begun: boolean;
  children: ReactNode;
}

/** Ctrl+Enter saves; Escape closes and keeps what was typed for later; Cancel lets go of it. */
export function EditForm({ onSubmit, onCancel, onEscape, begun, children }: EditFormProps): ReactNode {
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
