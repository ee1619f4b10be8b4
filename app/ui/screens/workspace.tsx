import {
  useCallback,
  useDeferredValue,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { Link, useLocation, useRoute } from 'wouter';
import { lastAction, onAction } from '../../last-action.ts';
import { useAttentionCount } from '../../queries/conflicts.ts';
import { useUnreadCount } from '../../queries/notices.ts';
import { useTicketList } from '../../queries/tickets.ts';
import { signOut } from '../../session/session.ts';
import { Banners } from '../components/banners.tsx';
import { ConflictWatch } from '../components/conflict-watch.tsx';
import { Glyph, Waymark } from '../components/glyph.tsx';
import { lazyPart, Part } from '../components/part.tsx';
import { PersonMenu } from '../components/person-menu.tsx';
import { RefusalWatch } from '../components/refusal-watch.tsx';
import { AttentionCount, Sidebar } from '../components/sidebar.tsx';
import { Stumble } from '../components/stumble.tsx';
import { SyncChip } from '../components/sync-chip.tsx';
import { useToast } from '../components/toasts.tsx';
import { useAppBadge } from '../hooks/use-app-badge.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useListView } from '../hooks/use-list-view.ts';
import { useLayout } from '../hooks/use-media.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { ListPlace } from '../hooks/use-list-place.ts';
import { focusSearch, loadBulkBar, TicketListScreen } from './ticket-list-screen.tsx';

const loadTicket = () => import('./ticket-screen.tsx');
const loadNew = () => import('./new-ticket-screen.tsx');
const loadSettings = () => import('./settings-screen.tsx');
const loadAttention = () => import('./attention-screen.tsx');
const loadArchive = () => import('./archive-screen.tsx');
const loadNotices = () => import('./notices-screen.tsx');
const loadShare = () => import('./share-screen.tsx');
const loadMarkdown = () => import('../components/rich-text.tsx').then((module) => module.loadMarkdown());
const loadUndo = () => import('../components/undo-strip.tsx');
const loadKeys = () => import('../components/keys-sheet.tsx');
const loadSignIn = () => import('../components/sign-in-dialog.tsx');
const loadSignOut = () => import('../components/sign-out-dialog.tsx');
const loadPanel = () => import('../components/sync-panel.tsx');
const TicketScreen = lazyPart(() => loadTicket().then((module) => module.TicketScreen));
const NewTicketScreen = lazyPart(() => loadNew().then((module) => module.NewTicketScreen));
const SettingsScreen = lazyPart(() => loadSettings().then((module) => module.SettingsScreen));
const AttentionScreen = lazyPart(() => loadAttention().then((module) => module.AttentionScreen));
const NoticesScreen = lazyPart(() => loadNotices().then((module) => module.NoticesScreen));
const ArchiveScreen = lazyPart(() => loadArchive().then((module) => module.ArchiveScreen));
const ShareScreen = lazyPart(() => loadShare().then((module) => module.ShareScreen));
const UndoStrip = lazyPart(() => loadUndo().then((module) => module.UndoStrip));
const KeysSheet = lazyPart(() => loadKeys().then((module) => module.KeysSheet));
const SignInDialog = lazyPart(() => loadSignIn().then((module) => module.SignInDialog));
const SignOutDialog = lazyPart(() => loadSignOut().then((module) => module.SignOutDialog));
const SyncPanel = lazyPart(() => loadPanel().then((module) => module.SyncPanel));

type Overlay = 'sync' | 'keys' | 'sign-in' | null;

/** The shell around every screen of somebody signed in. */
export function Workspace({ needsSignIn }: { needsSignIn: boolean }): ReactNode {
  const { me, account } = useWorkspace();
  const layout = useLayout();
  const [location, navigate] = useLocation();
  const listView = useListView(me);
  // The list may lag a keystroke behind; the search box may not.
  const list = useTicketList(useDeferredValue(listView.query));
  const [onList] = useRoute('/');
  const [onNew] = useRoute('/new');
  const [onSettings] = useRoute('/settings/*?');
  const [onTicket, ticketRoute] = useRoute('/tickets/:id');
  const [onAttention] = useRoute('/attention');
  const [onNotices] = useRoute('/notifications');
  const [onArchive] = useRoute('/archive/*?');
  const [onShare] = useRoute('/share');
  const [overlay, setOverlay] = useState<Overlay>(null);
  const [listPlace] = useState(() => new ListPlace());
  const openSync = useCallback(() => setOverlay('sync'), []);
  const toAttention = useCallback(() => {
    setOverlay(null);
    navigate('/attention');
  }, [navigate]);
  const close = useCallback(() => setOverlay(null), []);
  // Some tickets stand, or it is known that there are none.
  useLazyScreens(list.ready && (list.total > 0 || !list.filling));
  useAppBadge(useUnreadCount() + useAttentionCount());

  /** Signs out at once when everything was sent; otherwise the dialog says what would be lost. */
  const toast = useToast();
  const [leaving, setLeaving] = useState<{ unsent: number } | null>(null);
  const leave = async () => {
    try {
      const result = await signOut({ discard: false });
      // Whoever comes next starts at the beginning, not at this person's ticket.
      if (result.ok) navigate('/');
      else setLeaving(result);
    } catch {
      toast({ text: 'Signing out did not work, and nothing was removed. Reload this page and try again.' });
    }
  };
  const toList = () => navigate(`/${listView.url}`);
  useKeys({
    c: () => navigate('/new'),
    i: () => navigate('/notifications'),
    a: () => navigate('/archive'),
    '?': () => setOverlay('keys'),
    '/': () => {
      if (!focusSearch()) {
        toList();
        // The list stands in the page with the next frame.
        requestAnimationFrame(() => requestAnimationFrame(() => focusSearch()));
      }
    },
    ...(onTicket || onNew || onSettings || onAttention || onNotices || onArchive ? { u: toList } : {}),
  });

  const phone = layout === 'phone';
  const showList = onList || (onTicket && layout === 'wide');
  const chip = <SyncChip onOpen={openSync} />;
  const person = <PersonMenu onKeys={() => setOverlay('keys')} onSignOut={() => void leave()} />;
  return (
    <div className={`shell shell-${layout}${onTicket ? ' shell-on-ticket' : ''}`}>
      <a className="skip" href="#main">
        Skip to content
      </a>
      {phone ? (
        <TopBar tenant={account.tenant.name}>{chip}</TopBar>
      ) : (
        <Sidebar
          view={listView.view}
          counts={list.statusCounts}
          asked={list.asked}
          onList={showList}
          onNew={onNew}
          onAttention={onAttention}
          onNotices={onNotices}
          onArchive={onArchive}
        >
          {chip}
          {person}
        </Sidebar>
      )}
      <div className="stage">
        <Banners needsSignIn={needsSignIn} onSignIn={() => setOverlay('sign-in')} onSync={openSync} />
        <main id="main" tabIndex={-1} className={showList && onTicket ? 'panes panes-two' : 'panes'}>
          {showList && (
            <Stumble what="the list of tickets">
              <TicketListScreen
                list={list}
                listView={listView}
                place={listPlace}
                openId={ticketRoute?.id ?? null}
                beside={onTicket}
              />
            </Stumble>
          )}
          <Stumble what="this screen" at={location}>
            <Part fallback={<div className="pane" />}>
              {onTicket && (
                <TicketScreen
                  key={ticketRoute.id}
                  id={ticketRoute.id}
                  backTo={`/${listView.url}`}
                  beside={showList}
                />
              )}
              {onNew && <NewTicketScreen />}
              {onSettings && <SettingsScreen />}
              {onAttention && <AttentionScreen />}
              {onNotices && <NoticesScreen />}
              {onArchive && <ArchiveScreen />}
              {onShare && <ShareScreen />}
            </Part>
          </Stumble>
          {!onList &&
            !onTicket &&
            !onNew &&
            !onSettings &&
            !onAttention &&
            !onNotices &&
            !onArchive &&
            !onShare && <NoSuchPage />}
        </main>
        <LastAction />
      </div>
      {phone && <BottomBar listUrl={`/${listView.url}`}>{person}</BottomBar>}
      <ConflictWatch shown={onAttention} onOpen={toAttention} />
      <RefusalWatch shown={onAttention} onOpen={toAttention} />
      <Part>
        {overlay === 'sync' && <SyncPanel onClose={close} onAttention={toAttention} />}
        {overlay === 'keys' && <KeysSheet onClose={close} />}
        {overlay === 'sign-in' && <SignInDialog onClose={close} />}
        {leaving && <SignOutDialog unsent={leaving.unsent} onClose={() => setLeaving(null)} />}
      </Part>
    </div>
  );
}

/** From the first thing on that can be undone. */
function LastAction(): ReactNode {
  const action = useSyncExternalStore(onAction, lastAction);
  const [any, setAny] = useState(false);
  if (action && !any) setAny(true);
  return <Part>{any && <UndoStrip action={action} />}</Part>;
}

/** After the list: what its first frames bring along comes first. */
const LAZY_AFTER_MS = 600;

/** Fetches the other screens once the first one stands: opening a ticket must not wait for them, nor the list for those. */
function useLazyScreens(stands: boolean): void {
  useEffect(() => {
    if (!stands) return undefined;
    const timer = setTimeout(
      () =>
        void Promise.allSettled([
          loadTicket(),
          loadMarkdown(),
          loadNew(),
          loadPanel(),
          loadUndo(),
          loadBulkBar(),
          loadKeys(),
          loadSignIn(),
          loadSignOut(),
          loadSettings(),
          loadAttention(),
          loadNotices(),
          loadArchive(),
        ]),
      LAZY_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [stands]);
}

function TopBar({ tenant, children }: { tenant: string; children: ReactNode }): ReactNode {
  return (
    <header className="top-bar">
      <Link href="/" className="top-brand" aria-label={`Waypost, ${tenant}`}>
        <Waymark />
        <strong dir="auto">{tenant}</strong>
      </Link>
      {children}
    </header>
  );
}

function BottomBar({ listUrl, children }: { listUrl: string; children: ReactNode }): ReactNode {
  const [onList] = useRoute('/');
  const [onNew] = useRoute('/new');
  const [onAttention] = useRoute('/attention');
  const [onNotices] = useRoute('/notifications');
  const waiting = useAttentionCount();
  const unread = useUnreadCount();
  return (
    <nav className="bottom-bar" aria-label="Main">
      <Link href={listUrl} className="bottom-link" aria-current={onList ? 'page' : undefined}>
        <Glyph name="tickets" />
        Tickets
      </Link>
      <Link href="/new" className="bottom-link" aria-current={onNew ? 'page' : undefined}>
        <Glyph name="plus" />
        New ticket
      </Link>
      <Link href="/attention" className="bottom-link" aria-current={onAttention ? 'page' : undefined}>
        <Glyph name="fork" />
        <span>
          Attention
          <AttentionCount count={waiting} />
        </span>
      </Link>
      <Link href="/notifications" className="bottom-link" aria-current={onNotices ? 'page' : undefined}>
        <Glyph name="bell" />
        <span>
          Inbox
          <AttentionCount count={unread} what="unread" />
        </span>
      </Link>
      {children}
    </nav>
  );
}

function NoSuchPage(): ReactNode {
  return (
    <section className="pane empty">
      <title>Not found – Waypost</title>
      <h1>There is nothing at this address</h1>
      <p>
        <Link href="/" className="button button-main">
          Go to the tickets
        </Link>
      </p>
    </section>
  );
}
