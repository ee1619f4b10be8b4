import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { statuses, type Status } from '../../../shared/model/ticket.ts';
import { useAttentionCount } from '../../queries/conflicts.ts';
import { useUnreadCount } from '../../queries/notices.ts';
import type { TicketList } from '../../queries/types.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { statusLabels } from '../words/labels.ts';
import { approvalView, defaultStatuses, sameValues, urlFromView, type ListView } from '../words/list-view.ts';
import { Glyph, Waymark } from './glyph.tsx';
import { StatusShape } from './marks.tsx';

interface SidebarProps {
  view: ListView;
  counts: TicketList['statusCounts'];
  /** On how many tickets something waits for approval. */
  asked: number;
  /** Whether the list is what the page shows now. */
  onList: boolean;
  onNew: boolean;
  onAttention: boolean;
  onNotices: boolean;
  onArchive: boolean;
  children: ReactNode;
}

/** The desktop's way around; on a middling screen the stylesheet narrows it to a rail. */
export function Sidebar({
  view,
  counts,
  asked,
  onList,
  onNew,
  onAttention,
  onNotices,
  onArchive,
  children,
}: SidebarProps): ReactNode {
  const { me, staff, account } = useWorkspace();
  const first = defaultStatuses(me.role);
  const here = (values: readonly Status[]) => onList && sameValues(values, view.statuses);
  const linkTo = (part: Partial<ListView>) => `/${urlFromView({ ...view, ...part }, me.role)}`;
  // A status leads to what its number counts.
  const statusLink = (values: readonly Status[]) => linkTo({ statuses: values, search: '' });
  const sum = (values: readonly Status[]) => values.reduce((total, status) => total + counts[status], 0);

  return (
    <aside className="side">
      <Link href="/" className="side-brand" aria-label={`Waypost, ${account.tenant.name}`}>
        <Waymark />
        <span className="side-word">
          <strong>Waypost</strong>
          <span dir="auto">{account.tenant.name}</span>
        </span>
      </Link>
      <Link href="/new" className="side-new" aria-current={onNew ? 'page' : undefined} title="New ticket (c)">
        <Glyph name="plus" />
        <span className="side-word">New ticket</span>
      </Link>
      <nav aria-label="Tickets" className="side-nav">
        <SideLink
          href={statusLink(first)}
          current={here(first)}
          words={staff ? 'Active' : 'My tickets'}
          count={sum(first)}
        >
          <Glyph name="tickets" />
        </SideLink>
        {statuses.map((status) => (
          <SideLink
            key={status}
            href={statusLink([status])}
            current={here([status])}
            words={statusLabels[status]}
            count={counts[status]}
          >
            <StatusShape status={status} />
          </SideLink>
        ))}
        <SideLink href={statusLink([])} current={here([])} words="All" count={sum(statuses)}>
          <Glyph name="stack" />
        </SideLink>
        <Link
          href="/archive"
          className="side-link"
          aria-current={onArchive ? 'page' : undefined}
          title="Archive (a)"
        >
          <Glyph name="archive" />
          <span className="side-word">Archive</span>
        </Link>
        {staff && <OwnerLinks view={view} linkTo={linkTo} onList={onList} />}
        {staff && (asked > 0 || view.asked) && (
          <SideLink
            href={linkTo(approvalView(view, me.role))}
            current={onList && view.asked === true}
            words="For approval"
            count={asked}
          >
            <Glyph name="check" />
          </SideLink>
        )}
        <AttentionLink current={onAttention} />
        <NoticesLink current={onNotices} />
      </nav>
      <div className="side-foot">{children}</div>
    </aside>
  );
}

/** What only this person can settle. The number stands there only while there is any. */
function AttentionLink({ current }: { current: boolean }): ReactNode {
  const count = useAttentionCount();
  return (
    <>
      <hr />
      <Link
        href="/attention"
        className="side-link"
        aria-current={current ? 'page' : undefined}
        title="Needs attention"
        data-testid="attention-link"
      >
        <Glyph name="fork" />
        <span className="side-word">Needs attention</span>
        <AttentionCount count={count} />
      </Link>
    </>
  );
}

/** What this person was told. */
function NoticesLink({ current }: { current: boolean }): ReactNode {
  const count = useUnreadCount();
  return (
    <Link
      href="/notifications"
      className="side-link"
      aria-current={current ? 'page' : undefined}
      title="Notifications (i)"
      data-testid="notices-link"
    >
      <Glyph name="bell" />
      <span className="side-word">Notifications</span>
      <AttentionCount count={count} what="unread" />
    </Link>
  );
}

export function AttentionCount({
  count,
  what = 'waiting for you',
}: {
  count: number;
  what?: string;
}): ReactNode {
  if (count === 0) return null;
  return (
    <span className="attention-count" data-testid="attention-count">
      {count.toLocaleString('en')}
      <span className="unseen"> {what}</span>
    </span>
  );
}

/** Whose tickets: a second press on the same link takes the filter off again. */
function OwnerLinks({
  view,
  linkTo,
  onList,
}: {
  view: ListView;
  linkTo: (part: Partial<ListView>) => string;
  onList: boolean;
}): ReactNode {
  const only = view.assignees.length === 1 ? view.assignees[0] : undefined;
  const to = (who: string) => linkTo({ assignees: only === who ? [] : [who] });
  return (
    <>
      <hr />
      <SideLink href={to('me')} current={onList && only === 'me'} words="Mine">
        <Glyph name="person" />
      </SideLink>
      <SideLink href={to('none')} current={onList && only === 'none'} words="Unassigned">
        <Glyph name="nobody" />
      </SideLink>
    </>
  );
}

interface SideLinkProps {
  href: string;
  current: boolean;
  words: string;
  count?: number;
  children: ReactNode;
}

function SideLink({ href, current, words, count, children }: SideLinkProps): ReactNode {
  return (
    <Link href={href} className="side-link" aria-current={current ? 'true' : undefined} title={words}>
      {children}
      <span className="side-word">{words}</span>
      {count !== undefined && <span className="side-count">{count.toLocaleString('en')}</span>}
    </Link>
  );
}
