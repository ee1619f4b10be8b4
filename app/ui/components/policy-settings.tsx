import type { ReactNode } from 'react';
import { policyRef } from '../../../shared/model/policy.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import { mutate } from '../../mutate.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { agentsSeeWords } from '../words/policy-words.ts';
import { WaitingMark } from './marks.tsx';
import { useKeep } from './toasts.tsx';

const agentsSee = ['all', 'own-teams'] as const;

/** Decisions of the whole workspace. */
export function PolicySettings(): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const chosen = directory.policies.get('agents-see') ?? 'all';
  return (
    <section id="access" aria-labelledby="access-title">
      <h2 id="access-title">Who sees which tickets</h2>
      <fieldset className="choice settings-choice">
        <legend>
          Agents see {directory.waiting.has(rowKey(policyRef('agents-see'))) && <WaitingMark />}
        </legend>
        <div className="segments">
          {agentsSee.map((value) => (
            <label key={value}>
              <input
                type="radio"
                name="agents-see"
                value={value}
                checked={chosen === value}
                onChange={() => void keep(mutate('policy.set', { key: 'agents-see', value }))}
              />
              <span>{agentsSeeWords[value]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <p className="field-hint">
        {chosen === 'own-teams'
          ? 'An agent’s device holds the tickets of their teams, and what they filed themselves. Tickets without a team are seen by admins alone. Whatever leaves a device goes at its next contact with the server.'
          : 'Every agent’s device holds all tickets of the workspace.'}
      </p>
    </section>
  );
}
