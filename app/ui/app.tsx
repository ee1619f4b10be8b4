import type { ReactNode } from 'react';
import { useSession } from '../session/session.ts';
import { LeftOverProvider } from './components/left-over.tsx';
import { Stumble } from './components/stumble.tsx';
import { ToastProvider } from './components/toasts.tsx';
import { Waymark } from './components/glyph.tsx';
import { WorkspaceProvider } from './hooks/workspace-context.tsx';
import { SignInScreen } from './screens/sign-in-screen.tsx';
import { Workspace } from './screens/workspace.tsx';

/** Everything there is to see, by who is here. */
export function App(): ReactNode {
  const session = useSession();
  if (session.status === 'loading') {
    return (
      <div className="splash" role="status">
        <Waymark />
        <span className="unseen">Opening Waypost</span>
      </div>
    );
  }
  return (
    // Another person or workspace starts afresh: nothing of the last one may linger in a component or a toast.
    <ToastProvider key={session.account?.key ?? 'nobody'}>
      <Stumble what="this page">
        {session.account ? (
          <WorkspaceProvider account={session.account}>
            <LeftOverProvider>
              <Workspace needsSignIn={session.needsSignIn} />
            </LeftOverProvider>
          </WorkspaceProvider>
        ) : (
          <SignInScreen />
        )}
      </Stumble>
    </ToastProvider>
  );
}
