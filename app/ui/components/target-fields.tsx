import type { ReactNode } from 'react';
import { targetKinds } from '../../../shared/model/sla-policy.ts';
import type { Priority } from '../../../shared/model/ticket.ts';
import type { Problems } from '../words/form-draft.ts';
import { priorityLabels } from '../words/labels.ts';
import type { PolicyForm } from '../words/policy-form.ts';
import { byUrgency, kindLabels } from '../words/sla-words.ts';
import { unitNames, units, type AmountForm, type Unit } from '../words/target-words.ts';
import { Field } from './field.tsx';
import { PriorityMark } from './marks.tsx';

interface TargetFieldsProps {
  form: PolicyForm;
  problems: Problems;
  onChange: (part: Partial<PolicyForm>) => void;
}

/** How soon, for each priority and each thing that may be promised. */
export function TargetFields({ form, problems, onChange }: TargetFieldsProps): ReactNode {
  const { priorities, targets } = form;
  // What is promised to tickets that the policy is not for stands there as long as it is promised.
  const rows = byUrgency.filter(
    (priority) => isFor(priorities, priority) || targetKinds.some((kind) => targets[priority][kind].amount),
  );
  return (
    <section className="form-part" aria-labelledby="targets-title">
      <h2 id="targets-title">What is promised</h2>
      <p className="field-hint">
        An empty field promises nothing. Working time counts only the hours of the calendar below; it is given
        in hours, because a working day has not 24 of them but as many as the calendar says.
      </p>
      {rows.map((priority) => (
        <fieldset key={priority} className="target-row" data-testid={`targets-${priority}`}>
          <legend>
            <PriorityMark priority={priority} />
            {!isFor(priorities, priority) && <small> The policy is not for these tickets.</small>}
          </legend>
          {targetKinds.map((kind) => (
            <AmountField
              key={kind}
              label={kindLabels[kind]}
              of={priorityLabels[priority]}
              amount={targets[priority][kind]}
              problem={problems[`targets.${priority}.${kind}`]}
              onChange={(part) => {
                const changed = { ...targets[priority][kind], ...part };
                onChange({
                  targets: { ...targets, [priority]: { ...targets[priority], [kind]: changed } },
                });
              }}
            />
          ))}
        </fieldset>
      ))}
    </section>
  );
}

const isFor = (listed: readonly Priority[], priority: Priority): boolean =>
  listed.length === 0 || listed.includes(priority);

interface AmountFieldProps {
  label: string;
  of: string;
  amount: AmountForm;
  problem: string | undefined;
  onChange: (part: Partial<AmountForm>) => void;
}

function AmountField({ label, of, amount, problem, onChange }: AmountFieldProps): ReactNode {
  const option = (unit: Unit) => (
    <option key={unit} value={unit}>
      {units[unit].one}s
    </option>
  );
  return (
    <Field label={label} problem={problem}>
      {(own) => (
        <span className="amount">
          <input
            {...own}
            inputMode="decimal"
            autoComplete="off"
            placeholder="–"
            value={amount.amount}
            onChange={(event) => onChange({ amount: event.target.value })}
          />
          <select
            className="input"
            aria-label={`${label} for ${of}: in what`}
            value={amount.unit}
            onChange={(event) => onChange({ unit: event.target.value as Unit })}
          >
            <optgroup label="Every hour counts">
              {unitNames.filter((unit) => !units[unit].business).map(option)}
            </optgroup>
            <optgroup label="Working time">
              {unitNames.filter((unit) => units[unit].business).map(option)}
            </optgroup>
          </select>
        </span>
      )}
    </Field>
  );
}
