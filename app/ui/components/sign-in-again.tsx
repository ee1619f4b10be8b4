import { useEffect, useState, type ReactNode } from 'react';
import { demoDirectory, signInDemo } from '../../session/session.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** For somebody whose session has ended while their work stayed here: only their own door opens. */
export function SignInAgain({ onDone }: { onDone?: () => void }): ReactNode {
  const { me, account } = useWorkspace();
  const demoPerson = useDemoPerson();
  const [problem, setProblem] = useState<string | null>(null);
  const enter = async () => {
    const result = await signInDemo({ tenant: account.tenant.slug, personId: me.id });
    if (result.ok) onDone?.();
    else setProblem(result.message);
  };
  if (!demoPerson) {
    return (
      <SignInForm known={{ tenant: account.tenant.slug, email: me.email }} {...(onDone && { onDone })} />
    );
  }
  return (
    <div className="form">
      {problem && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
      <button
        type="button"
        className="button button-main"
        data-testid="demo-person"
        data-email={me.email}
        onClick={() => void enter()}
      >
        Go on as {me.name}
      </button>
    </div>
  );
}

/** Whether this is a demonstration that lets the person in without a password. */
function useDemoPerson(): boolean {
  const { me, account } = useWorkspace();
  const [known, setKnown] = useState(false);
  useEffect(() => {
    let gone = false;
    void demoDirectory().then((directory) => {
      const tenant = directory?.tenants.find(({ slug }) => slug === account.tenant.slug);
      if (!gone) setKnown(tenant?.people.some(({ id }) => id === me.id) ?? false);
    });
    return () => {
      gone = true;
    };
  }, [account.tenant.slug, me.id]);
  return known;
}
