import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { may } from '../../../shared/rules/permissions.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import type { Entry } from '../words/setting-entries.ts';
import { Glyph } from './glyph.tsx';
import { Menu } from './menu.tsx';
import { OptionList } from './option-menu.tsx';

/** The canned replies by a button, for those who do not know of the sign for them, and for fingers. */
export function CannedMenu({
  replies,
  onPick,
}: {
  replies: readonly Entry<'canned-reply'>[];
  onPick: (id: string) => void;
}): ReactNode {
  const { me } = useWorkspace();
  return (
    <Menu
      face={<Glyph name="canned" />}
      label="Canned replies"
      title="Canned replies"
      className="icon-button"
      testId="canned-menu"
    >
      {(close) =>
        replies.length > 0 ? (
          <OptionList
            title="Canned replies"
            options={replies.map(({ id, value }) => ({ value: id, label: value.name }))}
            onPick={(id) => {
              close();
              onPick(id);
            }}
          />
        ) : (
          <div className="canned-none">
            <p>There are no canned replies yet: what the desk says often, put in here with one press.</p>
            {may(me.role, 'settings:manage') ? (
              <Link href="/settings/replies/new">Write the first one</Link>
            ) : (
              <p>An admin can write some in the settings.</p>
            )}
          </div>
        )
      }
    </Menu>
  );
}
