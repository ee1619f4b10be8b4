import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import { SignInAgain } from './sign-in-again.tsx';

/** Signs in again without leaving the work that is on the screen. */
export function SignInDialog({ onClose }: { onClose: () => void }): ReactNode {
  return (
    <Dialog title="Sign in again" onClose={onClose}>
      <SignInAgain onDone={onClose} />
    </Dialog>
  );
}
