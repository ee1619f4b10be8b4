import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { mutate } from '../../mutate.ts';
import { settingDraftKey, useUnsavedSettings } from '../../queries/setting-drafts.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { replyEntries, type Entry } from '../words/setting-entries.ts';
import { ArchivedSettings, UnreadableSettings } from './archived-settings.tsx';
import { NewSettingLink } from './new-setting-link.tsx';
import { SettingMarks } from './setting-marks.tsx';
import { useKeep } from './toasts.tsx';

/** What the desk says often, kept under a name. */
export function ReplySettings(): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const { used, archived, unreadable } = replyEntries(directory.settings);
  const unsaved = useUnsavedSettings();
  const write = ({ id, value }: Entry<'canned-reply'>, out: boolean) =>
    void keep(mutate('canned-reply.set', { id, value, archived: out }));
  return (
    <section id="replies" aria-labelledby="replies-title" data-testid="reply-settings">
      <h2 id="replies-title">Canned replies</h2>
      <p className="field-hint">
        What the desk says often. Staff put one into what they write with <kbd>/</kbd> at the beginning of a
        line, and may change it before they send it.
      </p>
      {used.length === 0 && <p>There is none yet. “We have it, and look at it today” is a good first one.</p>}
      <ul className="settings-rows">
        {used.map((reply) => (
          <li key={reply.id} data-testid="reply-row">
            <span className="settings-name">
              <span className="setting-head">
                <span dir="auto">{reply.value.name}</span>
                <SettingMarks
                  id={reply.id}
                  unsaved={unsaved.has(settingDraftKey('canned-reply', reply.id))}
                />
              </span>
              <small className="reply-excerpt" dir="auto">
                {reply.value.text}
              </small>
            </span>
            <Link href={`/settings/replies/${reply.id}`} className="button button-small">
              Edit<span className="unseen"> {reply.value.name}</span>
            </Link>
            <button type="button" className="button button-small" onClick={() => write(reply, true)}>
              Take out of use<span className="unseen"> {reply.value.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <UnreadableSettings count={unreadable} one="canned reply" many="canned replies" />
      <NewSettingLink
        href="/settings/replies/new"
        label="New canned reply"
        begun={unsaved.has(settingDraftKey('canned-reply', 'new'))}
      />
      <ArchivedSettings
        title="Canned replies out of use"
        entries={archived}
        editAt="/settings/replies"
        onRestore={(reply) => write(reply, false)}
      />
    </section>
  );
}
