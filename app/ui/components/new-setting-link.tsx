import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { SettingKind } from '../../../shared/model/setting.ts';
import { settingDraftKey, useUnsavedSettings } from '../../queries/setting-drafts.ts';
import { Glyph } from './glyph.tsx';

interface NewSettingLinkProps {
  what: SettingKind;
  href: string;
  /** `New calendar` */
  label: string;
}

/** To the form of a new entry; what was begun there goes on. */
export function NewSettingLink({ what, href, label }: NewSettingLinkProps): ReactNode {
  const begun = useUnsavedSettings().has(settingDraftKey(what, 'new'));
  return (
    <Link href={href} className="button">
      <Glyph name="plus" />
      {begun ? `Go on with the ${label.charAt(0).toLowerCase()}${label.slice(1)}` : label}
    </Link>
  );
}
