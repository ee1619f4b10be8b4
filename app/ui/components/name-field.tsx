import type { ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { Field } from './field.tsx';

interface NameFieldProps {
  name: string;
  problem: string | undefined;
  /** How long it may be. */
  max?: number;
  onChange: (name: string) => void;
}

/** What something of the tenant's is called. */
export function NameField({ name, problem, max = limits.name, onChange }: NameFieldProps): ReactNode {
  return (
    <Field label="Name" problem={problem}>
      {(own) => (
        <input
          {...own}
          dir="auto"
          autoComplete="off"
          maxLength={max}
          value={name}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
