import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useWorkspace } from '../hooks/workspace-context.tsx';

interface NoSuchSettingProps {
  /** What is looked for: `calendar`. */
  what: string;
  /** Whether it is there, and this version of the app cannot read it. */
  there: boolean;
  backTo: string;
}

/** Where an address names an entry that cannot be shown; empty while the lists are still being read. */
export function NoSuchSetting({ what, there, backTo }: NoSuchSettingProps): ReactNode {
  const { directory } = useWorkspace();
  if (directory.people.size === 0) return <div className="pane" aria-busy="true" />;
  return (
    <section className="pane empty">
      <title>Settings – Waypost</title>
      <h1>{there ? `This ${what} cannot be shown` : `There is no such ${what} on this device`}</h1>
      <p>
        {there
          ? 'A newer version of Waypost has written it. It goes on holding; update to see it.'
          : 'It may not have arrived yet. If it comes, it appears here by itself.'}
      </p>
      <Link href={backTo} className="button button-main">
        Back to Settings
      </Link>
    </section>
  );
}
