import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { saveAs } from '../../queries/save-as.ts';
import { exportUnsent, signOut } from '../../session/session.ts';
import { Dialog } from './dialog.tsx';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Says what signing out would lose, and asks. */
export function SignOutDialog({ unsent, onClose }: { unsent: number; onClose: () => void }): ReactNode {
  const [, navigate] = useLocation();
  const [problem, setProblem] = useState<string | null>(null);

  const discard = async () => {
    try {
      await signOut({ discard: true });
      navigate('/');
    } catch (error) {
      setProblem(`Signing out did not work: ${reasonOf(error)}`);
    }
  };

  const save = async () => {
    try {
      saveAs(await exportUnsent(), 'waypost-unsent.json');
    } catch (error) {
      setProblem(`Saving a copy did not work, and nothing was removed: ${reasonOf(error)}`);
    }
  };

  return (
    <Dialog title="Sign out" onClose={onClose}>
      {problem ? (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      ) : (
        <p>
          <strong>{unsent === 1 ? 'One change or draft' : `${unsent} changes or drafts`}</strong> of yours{' '}
          {unsent === 1 ? 'is' : 'are'} on this device only: unsent, refused, or not finished. Signing out
          removes {unsent === 1 ? 'it' : 'them'} from here. A copy has the words, and the names of photos and
          files; the pictures themselves are saved from their tickets.
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" className="button button-main" onClick={onClose}>
          Stay signed in
        </button>
        <button type="button" className="button" onClick={() => void save()}>
          Save a copy
        </button>
        <button type="button" className="button button-danger" onClick={() => void discard()}>
          Discard and sign out
        </button>
      </div>
    </Dialog>
  );
}
