import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { signIn } from '../../session/session.ts';
import { Field } from './field.tsx';

interface SignInFormProps {
  /** Whom to expect, when somebody known signs in again. */
  known?: { tenant: string; email: string };
  onDone?: () => void;
}

interface Problem {
  code: string;
  message: string;
}

/** Workspace, email and password. */
export function SignInForm({ known, onDone }: SignInFormProps): ReactNode {
  const problemId = useId();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    setBusy(true);
    setProblem(null);
    const result = await signIn({
      tenant: known?.tenant ?? read('tenant').trim().toLowerCase(),
      email: known?.email ?? read('email').trim(),
      password: read('password'),
      shared: form.get('shared') === 'on',
    }).catch((error: unknown): { ok: false } & Problem => ({
      ok: false,
      code: 'unexpected',
      message: `Signing in did not work: ${error instanceof Error ? error.message : String(error)}`,
    }));
    setBusy(false);
    if (result.ok) onDone?.();
    else setProblem(result);
  };

  return (
    <form
      className="form"
      onSubmit={(event) => void submit(event)}
      aria-describedby={problem ? problemId : undefined}
    >
      {problem && (
        <p id={problemId} className="form-problem" role="alert">
          {problem.message} <code>{problem.code}</code>
        </p>
      )}
      {known ? (
        <p className="form-known">
          {known.email} in <strong>{known.tenant}</strong>
        </p>
      ) : (
        <>
          <Field label="Workspace" hint="The name your team gave you, such as “harbour”.">
            {(attributes) => (
              <input
                {...attributes}
                name="tenant"
                required
                autoComplete="organization"
                autoCapitalize="none"
                spellCheck={false}
              />
            )}
          </Field>
          <Field label="Email">
            {(attributes) => (
              <input {...attributes} name="email" type="email" required autoComplete="username" />
            )}
          </Field>
        </>
      )}
      <Field label="Password">
        {(attributes) => (
          <input {...attributes} name="password" type="password" required autoComplete="current-password" />
        )}
      </Field>
      <label className="tick">
        <input type="checkbox" name="shared" />
        <span>
          Shared computer
          <small>Ends the session within a day.</small>
        </span>
      </label>
      <button type="submit" className="button button-main" disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  );
}
