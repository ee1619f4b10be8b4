import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { newLabelWords } from '../words/setting-words.ts';
import { Glyph } from './glyph.tsx';

interface NewSettingLinkProps {
  href: string;
  /** `New calendar` */
  label: string;
  /** Whether something was typed there and not saved. */
  begun: boolean;
}

/** To the form of a new entry; what was begun there goes on. */
export function NewSettingLink({ href, label, begun }: NewSettingLinkProps): ReactNode {
  return (
    <Link href={href} className="button">
      <Glyph name="plus" />
      {newLabelWords(label, begun)}
    </Link>
  );
}
