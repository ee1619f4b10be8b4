import type { ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { Field } from './field.tsx';

interface NameFieldProps {
  name: string;
  problem: string | undefined;
  onChange: (name: string) => void;
}

/** What something of the tenant's is called. */
export function NameField({ name, problem, onChange }: NameFieldProps): ReactNode {
  return (
    <Field label="Name" problem={problem}>
      {(own) => (
        <input
          {...own}
          dir="auto"
          autoComplete="off"
          maxLength={limits.name}
          value={name}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
