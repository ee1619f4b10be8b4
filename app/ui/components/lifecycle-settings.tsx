import * as z from 'zod/mini';
import { useId, type FormEvent, type ReactNode } from 'react';
import { dayPolicies, daysIn, daysSchema, policyRef, type DaysKey } from '../../../shared/model/policy.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import { mutate } from '../../mutate.ts';
import { useListForm } from '../hooks/use-list-form.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { meanwhileWords } from '../words/followed-form.ts';
import { daysLabels } from '../words/policy-words.ts';
import { Field } from './field.tsx';
import { WaitingMark } from './marks.tsx';
import { useKeep } from './toasts.tsx';

/** What becomes of a ticket once it is resolved. */
export function LifecycleSettings(): ReactNode {
  const id = useId();
  return (
    <section id="resolved" aria-labelledby={id} data-testid="lifecycle-settings">
      <h2 id={id}>After a ticket is resolved</h2>
      <DaysSetting
        name="reopen-days"
        hint="A later reply of the requester opens another ticket that follows it. With 0 every reply does."
      />
      <DaysSetting
        name="close-after-days"
        hint="Closed tickets leave the lists of active work. Staff can restore them, saying why; a reply to one opens another ticket."
      />
      <DaysSetting
        name="archive-after-days"
        hint="Then it leaves all devices, which stay fast, and is found in the archive while there is a network. Work on it brings it back."
      />
    </section>
  );
}

const formSchema = z.object({ days: z.string() });
const stay = (): void => undefined;

function DaysSetting({ name, hint }: { name: DaysKey; hint: string }): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const chosen = daysIn(name, directory.policies.get(name));
  const standing = { days: String(chosen) };
  const { form, change, typed, overtaken, leave } = useListForm(
    { what: 'policy', id: name, standing, schema: formSchema },
    stay,
  );
  const { least, most } = dayPolicies[name];
  const days = Number(form.days);
  const wrong = form.days.trim() === '' || !daysSchema(name).safeParse(days).success;
  const waiting = directory.waiting.has(rowKey(policyRef(name)));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (wrong) return;
    if (days === chosen || (await keep(mutate('policy.set', { key: name, value: days })))) leave();
  };
  return (
    <form className="settings-days" onSubmit={(event) => void save(event)}>
      <Field
        label={`${daysLabels[name]} … days`}
        hint={hint}
        told={overtaken ? meanwhileWords(standing.days) : ''}
        problem={wrong ? `A whole number from ${least} to ${most}.` : undefined}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="number"
            inputMode="numeric"
            min={least}
            max={most}
            data-testid={name}
            value={form.days}
            onChange={(event) => change({ days: event.target.value })}
          />
        )}
      </Field>
      {typed && (
        <>
          <button type="submit" className="button button-main" disabled={wrong}>
            Save
          </button>
          <button type="button" className="button" onClick={leave}>
            Cancel
          </button>
        </>
      )}
      {waiting && <WaitingMark />}
    </form>
  );
}
