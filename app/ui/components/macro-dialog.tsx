import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Macro } from '../../../shared/model/macro.ts';
import { fillVariables } from '../../../shared/rules/fill-variables.ts';
import { may } from '../../../shared/rules/permissions.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useMacro } from '../hooks/use-macro.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { countWords } from '../words/labels.ts';
import type { Lacking } from '../words/lacking.ts';
import { macroWords } from '../words/macro-words.ts';
import { replyValues } from '../words/reply-values.ts';
import { macroEntries } from '../words/setting-entries.ts';
import { Dialog } from './dialog.tsx';
import { LackingList } from './lacking-list.tsx';
import { OptionList } from './option-menu.tsx';
import { RichText } from './rich-text.tsx';
import '../styles/bulk.css';
import '../styles/prepared-text.css';

interface MacroDialogProps {
  tickets: readonly TicketSummary[];
  onClose: () => void;
}

/** Which macro, then what it will do, and then it is done: what requesters read cannot be unread. */
export function MacroDialog({ tickets, onClose }: MacroDialogProps): ReactNode {
  const { directory } = useWorkspace();
  const { run, lackingFor } = useMacro();
  const [macro, setMacro] = useState<Macro | null>(null);
  const [busy, setBusy] = useState(false);
  const { used } = macroEntries(directory.settings);
  const start = async (chosen: Macro, on: readonly TicketSummary[]) => {
    setBusy(true);
    await run(on, chosen);
    onClose();
  };
  return (
    <Dialog title={macro ? `Run “${macro.name}”?` : 'Run a macro'} testId="macro-dialog" onClose={onClose}>
      {macro ? (
        <Doing
          macro={macro}
          tickets={tickets}
          busy={busy}
          lacking={lackingFor(tickets, macro)}
          onRun={(on) => void start(macro, on)}
          onBack={() => setMacro(null)}
        />
      ) : used.length > 0 ? (
        <OptionList
          title="Macros"
          options={used.map(({ id, value }) => ({ value: id, label: value.name }))}
          onPick={(id) => setMacro(used.find((one) => one.id === id)?.value ?? null)}
        />
      ) : (
        <None />
      )}
    </Dialog>
  );
}

function None(): ReactNode {
  const { me } = useWorkspace();
  return (
    <>
      <p>There are no macros yet: a reply and the fields that change with it, done in one step.</p>
      {may(me.role, 'settings:manage') ? (
        <Link href="/settings/macros/new">Make the first one</Link>
      ) : (
        <p>An admin can make some in the settings.</p>
      )}
    </>
  );
}

interface DoingProps {
  macro: Macro;
  tickets: readonly TicketSummary[];
  busy: boolean;
  lacking: readonly Lacking[];
  onRun: (on: readonly TicketSummary[]) => void;
  onBack: () => void;
}

/** What it does, and on one ticket in which words. */
function Doing({ macro, tickets, busy, lacking, onRun, onBack }: DoingProps): ReactNode {
  const { names, directory, account } = useWorkspace();
  const [first] = tickets;
  const { reply } = macro;
  const without = new Set(lacking.map(({ ticket }) => ticket.id));
  const able = tickets.filter(({ id }) => !without.has(id));
  // Where none may go there, the rest of it may still be wanted.
  const some = lacking.length > 0 && able.length > 0;
  const valuesOf = (ticket: TicketSummary) => replyValues(ticket, directory, account);
  const silent = reply
    ? tickets.filter((ticket) => fillVariables(reply.text, valuesOf(ticket)).missing.length > 0)
    : [];
  return (
    <>
      <ul className="macro-does">
        {macroWords(macro, names).map((words) => (
          <li key={words} dir="auto">
            {words}
          </li>
        ))}
      </ul>
      {reply && first && (
        <section className="prepared-example" aria-label="What it says">
          <h2>{tickets.length === 1 ? 'What it says' : `What it says on ${first.number ?? 'the first'}`}</h2>
          <RichText text={fillVariables(reply.text, valuesOf(first)).text} />
        </section>
      )}
      {silent.length > 0 && (
        <p role="status">
          <strong>
            {silent.length === tickets.length
              ? 'Its words are not sent'
              : `On ${silent.length.toLocaleString('en')} of ${countWords(tickets.length, 'ticket')} its words are not sent`}
          </strong>
          : something that stands in them is not known there. Everything else is done.
        </p>
      )}
      {reply && !reply.internal && (
        <p className="field-hint">An undo puts the fields back. What was said to a requester stays said.</p>
      )}
      {lacking.length > 0 && <LackingList lacking={lacking} of={tickets.length} />}
      <div className="dialog-actions">
        <button
          type="button"
          className="button button-main"
          autoFocus
          disabled={busy}
          onClick={() => onRun(some ? able : tickets)}
        >
          {runWords(some ? able.length : tickets.length, tickets.length, lacking.length > 0 && !some)}
        </button>
        {some && (
          <button type="button" className="button" disabled={busy} onClick={() => onRun(tickets)}>
            Run it on all, without that move
          </button>
        )}
        <button type="button" className="button" disabled={busy} onClick={onBack}>
          Another one
        </button>
      </div>
    </>
  );
}

function runWords(on: number, of: number, withoutMove: boolean): string {
  const run = of === 1 ? 'Run it' : `Run it on ${countWords(on, 'ticket')}`;
  return withoutMove ? `${run}, without that move` : run;
}
