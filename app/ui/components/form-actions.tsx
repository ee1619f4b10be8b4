import type { ReactNode } from 'react';

interface FormActionsProps {
  /** What the form does when it is sent. */
  submit: ReactNode;
  disabled?: boolean;
  onClose: () => void;
  /** What else can be done here; it comes last. */
  children?: ReactNode;
}

/** The end of a form in a dialog: its button, the way out, and what else there is. */
export function FormActions({ submit, disabled = false, onClose, children }: FormActionsProps): ReactNode {
  return (
    <div className="dialog-actions">
      <button type="submit" className="button button-main" disabled={disabled}>
        {submit}
      </button>
      <button type="button" className="button" onClick={onClose}>
        Cancel
      </button>
      {children}
    </div>
  );
}
