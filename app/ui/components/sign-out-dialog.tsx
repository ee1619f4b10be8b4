import { useEffect, useState, type ReactNode } from 'react';
import { exportUnsent, signOut } from '../../session/session.ts';
import { countWords } from '../words/labels.ts';
import { Dialog } from './dialog.tsx';

/** Signs out at once when everything was sent; otherwise says what would be lost, and asks. */
export function SignOutDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [unsent, setUnsent] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const leave = async (discard: boolean) => {
    try {
      const result = await signOut({ discard });
      if (!result.ok) setUnsent(result.unsent);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  useEffect(() => {
    void leave(false);
  }, []);

  const save = async () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await exportUnsent());
    link.download = 'waypost-unsent.json';
    link.click();
    // The download has its own hold on the blob once the click was handled.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  if (problem === null && unsent === null) return null;
  return (
    <Dialog title="Sign out" onClose={onClose}>
      {problem ? (
        <p className="form-problem" role="alert">
          Signing out did not work: {problem}
        </p>
      ) : (
        <p>
          <strong>{countWords(unsent ?? 0, 'change')} made here</strong> {unsent === 1 ? 'has' : 'have'} not reached the
          office. Signing out removes {unsent === 1 ? 'it' : 'them'} from this device.
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" className="button button-main" onClick={onClose}>
          Stay signed in
        </button>
        <button type="button" className="button" onClick={() => void save()}>
          Save a copy
        </button>
        <button type="button" className="button button-danger" onClick={() => void leave(true)}>
          Discard and sign out
        </button>
      </div>
    </Dialog>
  );
}
