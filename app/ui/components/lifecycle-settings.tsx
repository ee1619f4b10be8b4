import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { dayPolicies, daysIn, daysSchema, policyRef, type DaysKey } from '../../../shared/model/policy.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import { mutate } from '../../mutate.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
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

function DaysSetting({ name, hint }: { name: DaysKey; hint: string }): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const chosen = daysIn(name, directory.policies.get(name));
  // What is being typed; null while the field shows what holds.
  const [typed, setTyped] = useState<string | null>(null);
  const { least, most } = dayPolicies[name];
  const days = typed === null ? chosen : Number(typed);
  const wrong = typed?.trim() === '' || !daysSchema(name).safeParse(days).success;
  const waiting = directory.waiting.has(rowKey(policyRef(name)));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (wrong || typed === null) return;
    if (days === chosen || (await keep(mutate('policy.set', { key: name, value: days })))) setTyped(null);
  };
  return (
    <form className="settings-days" onSubmit={(event) => void save(event)}>
      <Field
        label={`${daysLabels[name]} … days`}
        hint={hint}
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
            value={typed ?? chosen}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      {typed !== null && days !== chosen && (
        <button type="submit" className="button button-main" disabled={wrong}>
          Save
        </button>
      )}
      {waiting && <WaitingMark />}
    </form>
  );
}
