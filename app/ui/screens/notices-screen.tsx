import { useId, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Notice } from '../../../shared/model/notice.ts';
import { limits } from '../../../shared/model/limits.ts';
import { mutate } from '../../mutate.ts';
import { useAttentionCount } from '../../queries/conflicts.ts';
import { isUnread, useNotices, type Told } from '../../queries/notices.ts';
import { Glyph, type GlyphName } from '../components/glyph.tsx';
import { NoticeChoices } from '../components/notice-choices.tsx';
import { useKeep, type Written } from '../components/toasts.tsx';
import { When } from '../components/when.tsx';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { inInboxOrder } from '../words/inbox-order.ts';
import { attentionWords, countWords } from '../words/labels.ts';
import { hasEnded, isPressing, noticeWords } from '../words/notice-words.ts';
import '../styles/notices.css';

/** As many as are shown: older ones are in the timeline of their tickets. */
const SHOWN_MAX = 200;

/**
 * What this person was told: by colleagues, requesters, and the server about promises; and that something of theirs was
 * overwritten or refused, which is no row of its own here: it waits until it is settled. There without a network.
 */
export function NoticesScreen(): ReactNode {
  const { staff } = useWorkspace();
  const told = useNotices();
  const [openedAt] = useState(useNow());
  const attention = useAttentionCount();
  const keep = useKeep();
  if (!told) return <div className="pane" aria-busy="true" />;
  const unread = told.filter(({ notice }) => isUnread(notice)).map(({ notice }) => notice.id);
  return (
    <section className="pane notices" aria-labelledby="notices-title">
      <title>Notifications – Waypost</title>
      <header>
        <h1 id="notices-title">Notifications</h1>
        <p role="status">
          {unread.length
            ? `${countWords(unread.length, 'unread notification')}.`
            : told.length > 0 && 'All read.'}
        </p>
        {unread.length > 0 && (
          <button type="button" className="button" onClick={() => void keep(markRead(unread))}>
            <Glyph name="check" />
            Mark all as read
          </button>
        )}
        <NoticeChoices />
      </header>
      {attention > 0 && (
        <Link href="/attention" className="notices-attention" data-testid="notices-attention">
          <Glyph name="alert" />
          {attentionWords(attention)}
        </Link>
      )}
      {told.length === 0 ? (
        <p className="notices-none">
          {staff
            ? 'When somebody gives you a ticket, answers you, calls you by @ and your name, or a promise is about to be missed, it is told here, also without a network.'
            : 'When the desk answers you, or decides on what you asked for, it is told here, also without a network.'}
        </p>
      ) : (
        <ol className="notices-list">
          {inInboxOrder(told, openedAt)
            .slice(0, SHOWN_MAX)
            .map((one) => (
              <NoticeItem key={one.notice.id} told={one} />
            ))}
        </ol>
      )}
      {told.length > SHOWN_MAX && (
        <p className="faint">
          {SHOWN_MAX} of {told.length.toLocaleString('en')}. Older ones are in the timelines of their tickets.
        </p>
      )}
    </section>
  );
}

function NoticeItem({ told: { notice, ticketTitle, ticketNumber } }: { told: Told }): ReactNode {
  const { names } = useWorkspace();
  const now = useNow();
  const keep = useKeep();
  const wordsId = useId();
  const unread = isUnread(notice);
  const words = (
    <>
      {unread && <span className="unseen">Unread: </span>}
      {noticeWords(notice, names)}{' '}
      <strong dir="auto">{ticketTitle ?? 'a ticket that is not on this device'}</strong>
      {ticketNumber && <span className="notice-number"> {ticketNumber}</span>}
    </>
  );
  return (
    <li className={`notice${unread ? ' notice-unread' : ''}${isPressing(notice) ? ' notice-pressing' : ''}`}>
      <Glyph name={signOf(notice)} />
      {/* Of one that is not here that screen says why that may be, and leads into the archive. */}
      <Link
        href={`/tickets/${notice.ticketId}`}
        className="notice-words"
        id={wordsId}
        onClick={() => unread && void keep(markRead([notice.id]))}
      >
        {words}
      </Link>
      <When at={notice.at} now={now} />
      <button
        type="button"
        className="icon-button"
        aria-label={unread ? 'Mark as read' : 'Mark as unread'}
        aria-describedby={wordsId}
        title={unread ? 'Mark as read' : 'Mark as unread'}
        onClick={() => void keep(mutate('notice.read', { ids: [notice.id], read: unread }))}
      >
        <span className="notice-dot" />
      </button>
    </li>
  );
}

const signs: Partial<Record<string, GlyphName>> = {
  assigned: 'person',
  mentioned: 'person',
  replied: 'reply',
  noted: 'lock',
  escalated: 'alert',
  missed: 'clock',
  warned: 'clock',
  answered: 'check',
  overtaken: 'close',
  split: 'fork',
  redacted: 'close',
};
/** Words that were taken back, or call somebody no more; all else that has ended is done. */
const endedSigns: Partial<Record<string, GlyphName>> = {
  mentioned: 'close',
  replied: 'close',
  noted: 'close',
};

function signOf(notice: Notice): GlyphName {
  return hasEnded(notice) ? (endedSigns[notice.what] ?? 'check') : (signs[notice.what] ?? 'alert');
}

async function markRead(ids: readonly string[]): Promise<Written> {
  for (let from = 0; from < ids.length; from += limits.noticesAtOnce) {
    const some = ids.slice(from, from + limits.noticesAtOnce);
    const { refusal } = await mutate('notice.read', { ids: some, read: true });
    if (refusal) return { refusal };
  }
  return {};
}
