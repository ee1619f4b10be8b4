import { useId, type ReactNode } from 'react';
import {
  mergeKey,
  mergePolicies,
  mergeRules,
  mergeRulesIn,
  ruledRegisters,
  type MergeRule,
  type RuledRegister,
} from '../../../shared/model/policy.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import { mutate } from '../../mutate.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { subjectLabel } from '../words/conflict-words.ts';
import { WaitingMark } from './marks.tsx';
import { Pick } from './pick.tsx';
import { useKeep } from './toasts.tsx';

const ruleWords: Readonly<Record<MergeRule, string>> = {
  last: 'The last change stands',
  first: 'The first change stands',
  ask: 'Ask who came later',
};

/** What becomes of two changes of one field that were made at once, each without knowing of the other. */
export function MergeSettings(): ReactNode {
  const { directory, names } = useWorkspace();
  const keep = useKeep();
  const id = useId();
  const rules = mergeRulesIn((key) => directory.policies.get(key));
  const waiting = mergePolicies.some((ref) => directory.waiting.has(rowKey(ref)));
  const labelOf = (register: RuledRegister): string =>
    register === 'field' ? 'Custom fields' : subjectLabel({ kind: 'ticket', rowId: '', register }, names);
  const choose = (register: RuledRegister, rule: MergeRule) =>
    void keep(mutate('policy.set', { key: mergeKey(register), value: rule }));
  return (
    <section aria-labelledby={id} data-testid="merge-settings">
      <h2 id={id}>When two people change the same thing {waiting && <WaitingMark />}</h2>
      <p className="field-hint">
        Whoever’s value does not stand finds both in “Needs attention” and can restore theirs. Where the first
        change stands, a later one is only told; where you ask, it waits until its author has decided.
      </p>
      <div className="settings-rules">
        {ruledRegisters.map((register) => (
          <Pick
            key={register}
            label={labelOf(register)}
            value={rules[register] ?? 'last'}
            onPick={(rule) => choose(register, rule as MergeRule)}
            testId={`merge-${register}`}
          >
            {mergeRules.map((rule) => (
              <option key={rule} value={rule}>
                {ruleWords[rule]}
              </option>
            ))}
          </Pick>
        ))}
      </div>
    </section>
  );
}
