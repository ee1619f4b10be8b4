import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { limits } from '../../../shared/model/limits.ts';
import { loadDrafts, saveDraft } from '../../queries/drafts.ts';
import { letGoOfShared, placeShared, useShared } from '../../queries/shared.ts';
import { useTicketList } from '../../queries/tickets.ts';
import type { TicketQuery } from '../../queries/types.ts';
import { Glyph } from '../components/glyph.tsx';
import { StatusMark } from '../components/marks.tsx';
import { useToast, useTry } from '../components/toasts.tsx';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { failureWords } from '../words/failure-words.ts';
import { leftOutWords, notKeptWords, notTakenWords } from '../words/file-words.ts';
import { numberFollows } from '../words/labels.ts';
import { draftFromForm, emptyForm, formFromDraft } from '../words/new-ticket.ts';
import '../styles/ticket.css';
import '../styles/files.css';

/** The tickets that were worked on last come first: that is where most photos go. */
const lately: TicketQuery = {
  search: '',
  statuses: ['new', 'open', 'pending', 'escalated', 'resolved'],
  priorities: [],
  assignees: [],
  teams: [],
  tags: [],
  sort: 'activity',
  descending: true,
};
const shownAtMost = 12;

/** Where another app's photos go: to a ticket, or to a new one. They wait on this device until that is said. */
export function ShareScreen(): ReactNode {
  const { me } = useWorkspace();
  const shared = useShared();
  const [, navigate] = useLocation();
  const isKept = useSearchParams()[0].get('kept') !== 'no';
  const toast = useToast();
  const attempt = useTry();
  const [search, setSearch] = useState('');
  const [placing, setPlacing] = useState(false);
  const sought = useDeferredValue(search);
  const { tickets } = useTicketList(useMemo(() => ({ ...lately, search: sought }), [sought]));
  if (shared === undefined) return <div className="pane" aria-busy="true" />;
  if (shared === null && isKept) {
    return (
      <section className="pane empty">
        <title>Shared – Waypost</title>
        <Glyph name="camera" />
        <h1>Nothing is waiting here</h1>
        <p>Share photos from another app with Waypost, and choose here which ticket they go to.</p>
      </section>
    );
  }
  const leave = (): void =>
    void attempt(letGoOfShared()).then((done) => done && navigate('/', { replace: true }));
  const leftOut = [...leftOutWords(shared?.leftOut ?? {}), ...(isKept ? [] : [notKeptWords])];
  if (!shared?.files.length && !shared?.words) {
    return (
      <section className="pane empty">
        <title>Shared – Waypost</title>
        <Glyph name="camera" />
        <h1>Nothing of this was taken</h1>
        {leftOut.map((words) => (
          <p key={words}>{words}</p>
        ))}
        <button type="button" className="button button-main" onClick={leave}>
          All right
        </button>
      </section>
    );
  }
  const place = (field: string, to: string): void => {
    setPlacing(true);
    describeNew(field === 'new' ? shared.words : '', me.id)
      .then(() => placeShared(shared, field))
      .then((not) => {
        if (not.length) toast({ text: notTakenWords(not) });
        navigate(to, { replace: true });
      })
      .catch((error: unknown) => toast({ text: failureWords(error) }))
      .finally(() => setPlacing(false));
  };
  return (
    <section className="pane new-ticket share" aria-labelledby="share-title" aria-busy={placing}>
      <title>Shared – Waypost</title>
      <header className="new-head">
        <h1 id="share-title">
          {shared.files.length
            ? shared.files.length === 1
              ? 'Where does this file go?'
              : `Where do ${shared.files.length} files go?`
            : 'Where does this go?'}
        </h1>
        <p>{shared.files.length ? shared.files.map(({ name }) => name).join(', ') : shared.words}</p>
        {leftOut.map((words) => (
          <p key={words} className="form-problem">
            {words}
          </p>
        ))}
      </header>
      <div className="dialog-actions">
        <button
          type="button"
          className="button button-main"
          disabled={placing}
          onClick={() => place('new', '/new')}
        >
          <Glyph name="plus" /> New ticket
        </button>
        <button type="button" className="button" disabled={placing} onClick={leave}>
          Nowhere
        </button>
      </div>
      <label className="share-search">
        Or with a reply on a ticket
        <input
          className="input"
          type="search"
          dir="auto"
          placeholder="Number or words"
          maxLength={limits.search}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      </label>
      <ul className="share-tickets">
        {tickets.slice(0, shownAtMost).map((ticket) => (
          <li key={ticket.id}>
            <button
              type="button"
              disabled={placing}
              onClick={() => place(ticket.id, `/tickets/${ticket.id}`)}
            >
              <strong dir="auto">{ticket.title}</strong>
              <span>
                {ticket.number ?? numberFollows} <StatusMark status={ticket.status} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Adds words to the description of the ticket that is being filed; its form keeps more than a text. */
async function describeNew(words: string, meId: string): Promise<void> {
  if (!words) return;
  const [draft] = await loadDrafts('new');
  const form = draft?.body ? formFromDraft(draft.body, meId) : emptyForm(meId);
  const description = form.description ? `${form.description}\n${words}` : words;
  const place = { id: draft?.id ?? 'new', rev: draft?.rev ?? null };
  await saveDraft(place, { body: draftFromForm({ ...form, description }), internal: false });
}
