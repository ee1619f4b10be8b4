import { useId, type ReactNode } from 'react';
import { policyRef, type ApprovalKey } from '../../../shared/model/policy.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import type { MutationArgs } from '../../../shared/mutations/registry.ts';
import { mutate } from '../../mutate.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import {
  approvalChoice,
  approvalHints,
  approvalLabels,
  approvalOptions,
  approvalValue,
} from '../words/approval-words.ts';
import { Field } from './field.tsx';
import { WaitingMark } from './marks.tsx';
import { useKeep } from './toasts.tsx';

/** For which changes an admin is asked first. */
export function ApprovalSettings(): ReactNode {
  const id = useId();
  return (
    <section id="approvals" aria-labelledby={id} data-testid="approval-settings">
      <h2 id={id}>What an admin approves</h2>
      <p>
        Whoever is no admin asks for it instead of doing it, whichever way they take: a form, many tickets at
        once, an undo. The request waits on the ticket, and admins are told.
      </p>
      {(Object.keys(approvalLabels) as ApprovalKey[]).map((key) => (
        <ApprovalSetting key={key} name={key} />
      ))}
    </section>
  );
}

function ApprovalSetting({ name }: { name: ApprovalKey }): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const choice = approvalChoice(name, directory.policies.get(name));
  const options = approvalOptions(name);
  const set = (value: string) =>
    void keep(
      mutate('policy.set', { key: name, value: approvalValue(name, value) } as MutationArgs<'policy.set'>),
    );
  return (
    <div className="settings-days">
      <Field label={approvalLabels[name]} hint={approvalHints[name]}>
        {(attributes) => (
          <select
            {...attributes}
            data-testid={name}
            value={choice}
            onChange={(event) => set(event.target.value)}
          >
            {options.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
            {/* Another app may have chosen what is not offered here. */}
            {!options.some(([value]) => value === choice) && (
              <option value={choice}>{`After ${choice} days`}</option>
            )}
          </select>
        )}
      </Field>
      {directory.waiting.has(rowKey(policyRef(name))) && <WaitingMark />}
    </div>
  );
}
