import type { ReactNode } from 'react';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import type { Problems } from '../words/form-draft.ts';
import { priorityLabels } from '../words/labels.ts';
import type { PolicyForm } from '../words/policy-form.ts';
import { byUrgency } from '../words/sla-words.ts';
import { PriorityShape } from './marks.tsx';
import { MultiPick } from './multi-pick.tsx';

interface ConditionFieldsProps {
  form: PolicyForm;
  problems: Problems;
  onChange: (part: Partial<PolicyForm>) => void;
}

/** Which tickets a policy is for. */
export function ConditionFields({ form, problems, onChange }: ConditionFieldsProps): ReactNode {
  const { directory } = useWorkspace();
  const { categories, teams, tags } = directory;
  return (
    <section className="form-part" aria-labelledby="conditions-title">
      <h2 id="conditions-title">Which tickets</h2>
      <p className="field-hint">
        Where nothing is chosen, any will do. Where several things are chosen, a ticket must fit each of them;
        of tags it needs one of those chosen.
      </p>
      <fieldset className="priority-ticks">
        <legend>Priorities</legend>
        {byUrgency.map((priority) => (
          <label key={priority} className="settings-check">
            <input
              type="checkbox"
              checked={form.priorities.includes(priority)}
              onChange={(event) => {
                const others = form.priorities.filter((one) => one !== priority);
                onChange({ priorities: event.target.checked ? [...others, priority] : others });
              }}
            />
            <PriorityShape priority={priority} />
            {priorityLabels[priority]}
          </label>
        ))}
        {problems['priorities'] && <p className="field-problem">{problems['priorities']}</p>}
      </fieldset>
      <div className="form-pair">
        <MultiPick
          label="Categories"
          none="Any category"
          rows={categories}
          chosen={form.categoryIds}
          problem={problems['categoryIds']}
          onChange={(categoryIds) => onChange({ categoryIds })}
        />
        <MultiPick
          label="Teams"
          none="Any team"
          rows={teams}
          chosen={form.teamIds}
          problem={problems['teamIds']}
          onChange={(teamIds) => onChange({ teamIds })}
        />
        <MultiPick
          label="Tags"
          none="Any tags"
          rows={tags}
          chosen={form.tagIds}
          problem={problems['tagIds']}
          onChange={(tagIds) => onChange({ tagIds })}
        />
      </div>
    </section>
  );
}
