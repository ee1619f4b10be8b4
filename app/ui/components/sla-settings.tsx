import { useRef, type ReactNode } from 'react';
import { defaultPolicy } from '../../../shared/rules/sla/targets.ts';
import { mutate } from '../../mutate.ts';
import { settingDraftKey, useUnsavedSettings } from '../../queries/setting-drafts.ts';
import { usePolicyMoves } from '../hooks/use-policy-moves.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { policyEntries, type Entry } from '../words/setting-entries.ts';
import { ArchivedSettings, UnreadableSettings } from './archived-settings.tsx';
import { NewSettingLink } from './new-setting-link.tsx';
import { PolicyCard, Promises } from './policy-card.tsx';
import { useKeep } from './toasts.tsx';

/** What the tenant promises, in the order in which it is asked, and what holds where none of it fits. */
export function SlaSettings(): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const list = useRef<HTMLOListElement>(null);
  const { used, archived, unreadable } = policyEntries(directory.settings);
  const unsaved = useUnsavedSettings();
  const { move, said } = usePolicyMoves(used, list);
  const write = ({ id, value }: Entry<'sla-policy'>, out: boolean) =>
    void keep(mutate('sla-policy.set', { id, value, archived: out }));
  return (
    <section id="sla" aria-labelledby="sla-title" data-testid="sla-settings">
      <h2 id="sla-title">SLA policies</h2>
      <p className="field-hint">
        The first policy that fits a ticket holds for it, wherever others would fit as well. A change counts
        for the tickets that are there, too.
      </p>
      <ol ref={list} className="sla-list">
        {used.map((policy, place) => (
          <PolicyCard
            key={policy.id}
            policy={policy}
            place={place}
            count={used.length}
            unsaved={unsaved.has(settingDraftKey('sla-policy', policy.id))}
            onMove={move}
            onArchive={() => write(policy, true)}
          />
        ))}
        <li className="sla-card sla-default" data-testid="sla-default">
          <span className="sla-place" aria-hidden="true">
            –
          </span>
          <div className="sla-words">
            <h3>What holds where no policy fits</h3>
            <Promises promised={defaultPolicy} />
          </div>
        </li>
      </ol>
      <p className="unseen" role="status">
        {said}
      </p>
      <UnreadableSettings count={unreadable} one="policy" many="policies" />
      <NewSettingLink
        href="/settings/sla/new"
        label="New policy"
        begun={unsaved.has(settingDraftKey('sla-policy', 'new'))}
      />
      <ArchivedSettings
        title="Policies out of use"
        entries={archived}
        editAt="/settings/sla"
        onRestore={(policy) => write(policy, false)}
      />
    </section>
  );
}
