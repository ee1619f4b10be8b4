import type { ReactNode } from 'react';
import { Field, type FieldProps } from './field.tsx';

interface MomentFieldProps extends Omit<FieldProps, 'children'> {
  /** As the field keeps it (`local-time.ts`), '' for none. */
  value: string;
  onValue: (value: string) => void;
}

/** A day and a time of it, by the clock on the person's wall. */
export function MomentField({ value, onValue, ...field }: MomentFieldProps): ReactNode {
  return (
    <Field {...field}>
      {(attributes) => (
        <input
          {...attributes}
          type="datetime-local"
          value={value}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}
