import type { ReactNode } from 'react';
import { useSettingEntry, type FormKind } from '../hooks/use-setting-entry.ts';
import { emptyReply, formOfReply, replyOfDraft, replyOfForm, type ReplyForm } from '../words/reply-form.ts';
import { NameField } from './name-field.tsx';
import { NoSuchSetting } from './no-such-setting.tsx';
import { PreparedText } from './prepared-text.tsx';
import { SettingEditor } from './setting-editor.tsx';

const backTo = '/settings#replies';

const kind: FormKind<'canned-reply', ReplyForm> = {
  what: 'canned-reply',
  empty: emptyReply,
  of: formOfReply,
  ofDraft: replyOfDraft,
};

/** A canned reply: made, or changed. `id` is `new` for one that is not there yet. */
export function ReplyEditor({ id }: { id: string }): ReactNode {
  const entry = useSettingEntry(id, kind, replyOfForm, backTo);
  const { value, there, typing } = entry;
  if (id !== 'new' && !value) return <NoSuchSetting what="canned reply" there={there} backTo={backTo} />;
  const { form, change } = typing;
  const problems = entry.problems ?? {};
  return (
    <SettingEditor
      title={id === 'new' ? 'New canned reply' : `Canned reply “${value?.name ?? ''}”`}
      backTo={backTo}
      entry={entry}
      draftName={(body) => replyOfDraft(body)?.name || 'Without a name'}
    >
      <NameField name={form.name} problem={problems['name']} onChange={(name) => change({ name })} />
      <PreparedText
        label="Text"
        text={form.text}
        problem={problems['text']}
        onChange={(text) => change({ text })}
      />
    </SettingEditor>
  );
}
