import * as z from 'zod/mini';
import { useState, type FormEvent, type ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { mutate } from '../../mutate.ts';
import { useEntryForm } from '../hooks/use-entry-form.ts';
import { cleanLine } from '../words/clean-text.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';
import { SignaturePad } from './signature-pad.tsx';
import { useKeep } from './toasts.tsx';

interface SignDialogProps {
  ticketId: string;
  visitId: string;
  onClose: () => void;
}

const formSchema = z.object({ path: z.string(), name: z.string() });
const nothing: z.infer<typeof formSchema> = { path: '', name: '' };

/** Has somebody sign for a visit: handed the device, they draw, or only say who they are. */
export function SignDialog({ ticketId, visitId, onClose }: SignDialogProps): ReactNode {
  const keep = useKeep();
  const { form, loaded, change, leave } = useEntryForm(
    { field: `signature:${visitId}`, ticketId, standing: nothing, schema: formSchema },
    onClose,
  );
  const { path, name } = form;
  const [problem, setProblem] = useState<string>();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const line = cleanLine(name);
    setProblem(line === '' ? 'Please say who signs.' : undefined);
    if (line === '') return;
    if (await keep(mutate('visit.sign', { ticketId, visitId, path: path || null, name: line }))) leave();
  };
  return (
    <Dialog title="Signature" testId="sign-dialog" onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void save(event)}>
        {loaded && <SignaturePad path={path} onPath={(drawn) => change({ path: drawn })} />}
        <Field
          label="Name of who signs"
          hint="Whoever cannot draw signs with the name alone."
          problem={problem}
        >
          {(own) => (
            <input
              {...own}
              dir="auto"
              autoComplete="off"
              maxLength={limits.personName}
              value={name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <FormActions submit="Sign" onClose={leave} />
      </form>
    </Dialog>
  );
}
