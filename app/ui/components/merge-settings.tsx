import { useId, type ReactNode } from 'react';
import {
  fieldMergeKey,
  mergeKey,
  mergePolicies,
  mergeRules,
  mergeRulesIn,
  ruledRegisters,
  policyRef,
  type FieldMergeKey,
  type MergeKey,
  type MergeRule,
} from '../../../shared/model/policy.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import { mergeRuleOf } from '../../../shared/rules/merge.ts';
import { mutate } from '../../mutate.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName } from '../words/choices.ts';
import { ruledLabel, ruleWords } from '../words/policy-words.ts';
import { WaitingMark } from './marks.tsx';
import { Pick } from './pick.tsx';
import { useKeep } from './toasts.tsx';

/** What becomes of two changes of one field that were made at once, each without knowing of the other. */
export function MergeSettings(): ReactNode {
  const { directory, names } = useWorkspace();
  const keep = useKeep();
  const id = useId();
  const fields = byName([...directory.fields.values()].map((field) => ({ ...field, name: field.label })));
  const ids = fields.map((field) => field.id);
  const rules = mergeRulesIn((key) => directory.policies.get(key), ids);
  const refs = [...mergePolicies, ...ids.map((fieldId) => policyRef(fieldMergeKey(fieldId)))];
  const waiting = refs.some((ref) => directory.waiting.has(rowKey(ref)));
  const choose = (key: MergeKey | FieldMergeKey, rule: MergeRule) =>
    void keep(mutate('policy.set', { key, value: rule }));
  return (
    <section id="conflicts" aria-labelledby={id} data-testid="merge-settings">
      <h2 id={id}>When two people change the same thing {waiting && <WaitingMark />}</h2>
      <p className="field-hint">
        Whoever’s value does not stand finds both in “Needs attention” and can restore theirs. Where the first
        change stands, a later one is only told; where you ask, it waits until its author has decided.
      </p>
      <div className="settings-rules">
        {ruledRegisters.map((register) => (
          <RulePick
            key={register}
            label={ruledLabel(register, names)}
            rule={mergeRuleOf(
              rules,
              { kind: register === 'field' ? 'fieldValue' : 'ticket', id: '' },
              register,
            )}
            onPick={(rule) => choose(mergeKey(register), rule)}
            testId={`merge-${register}`}
          />
        ))}
        {fields.map((field) => (
          <RulePick
            key={field.id}
            label={field.label}
            rule={mergeRuleOf(rules, { kind: 'fieldValue', id: field.id }, 'row')}
            onPick={(rule) => choose(fieldMergeKey(field.id), rule)}
            testId={`merge-field-${field.key}`}
          />
        ))}
      </div>
    </section>
  );
}

function RulePick({
  label,
  rule,
  onPick,
  testId,
}: {
  label: string;
  rule: MergeRule;
  onPick: (rule: MergeRule) => void;
  testId: string;
}): ReactNode {
  return (
    <Pick label={label} value={rule} onPick={(picked) => onPick(picked as MergeRule)} testId={testId}>
      {mergeRules.map((offered) => (
        <option key={offered} value={offered}>
          {ruleWords[offered]}
        </option>
      ))}
    </Pick>
  );
}
