import { useState, type ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { mutateMany } from '../../mutate-many.ts';
import type { TicketSummary } from '../../queries/types.ts';
import type { Selecting } from '../hooks/use-selection.ts';
import { useWorkspace, type WorkspaceValue } from '../hooks/workspace-context.tsx';
import { needsReason, planBulk, type BulkAction, type BulkActor } from '../words/bulk-plan.ts';
import { worksOnIn } from '../words/choices.ts';
import { failureWords } from '../words/failure-words.ts';
import { countWords } from '../words/labels.ts';
import { lackingIn, type Lacking } from '../words/lacking.ts';
import { leftOutOf } from '../words/left-out-words.ts';
import { BulkMenus } from './bulk-menus.tsx';
import { Glyph } from './glyph.tsx';
import { useLeftOver } from './left-over.tsx';
import { lazyPart, Part } from './part.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { useToast } from './toasts.tsx';
import '../styles/bulk.css';

const LackingDialog = lazyPart(() => import('./lacking-dialog.tsx').then((module) => module.LackingDialog));
const MacroDialog = lazyPart(() => import('./macro-dialog.tsx').then((module) => module.MacroDialog));

/** What is to be done, and to which tickets. */
interface Doing<A = BulkAction> {
  action: A;
  on: readonly TicketSummary[];
}
type Moving = Extract<BulkAction, { what: 'status' }>;

interface BulkBarProps {
  selecting: Selecting;
  /** How many tickets the list has. */
  found: number;
}

/** What can be done to all the selected tickets in one step. */
export function BulkBar({ selecting, found }: BulkBarProps): ReactNode {
  const { tickets } = selecting;
  const { busy, run, lackingFor } = useBulk();
  const [held, setHeld] = useState<(Doing & { lacking: readonly Lacking[] }) | null>(null);
  const [asking, setAsking] = useState<Doing<Moving> | null>(null);
  const [running, setRunning] = useState(false);
  const go = ({ action, on }: Doing) => {
    if (action.what === 'status' && needsReason(on, action.to)) setAsking({ action, on });
    else void run({ action, on });
  };
  const act = (action: BulkAction) => {
    const lacking = lackingFor({ action, on: tickets });
    const without = new Set(lacking.map(({ ticket }) => ticket.id));
    const on = tickets.filter(({ id }) => !without.has(id));
    if (lacking.length) setHeld({ action, on, lacking });
    else go({ action, on });
  };
  const rest = found > tickets.length && tickets.length < limits.bulkTickets;
  return (
    <div className="bulk-bar" role="group" aria-label="Selected tickets" data-testid="bulk-bar">
      <p role="status">
        {busy === null ? (
          <>
            <strong>{tickets.length.toLocaleString('en')}</strong> selected
            {tickets.length >= limits.bulkTickets && found > tickets.length && (
              <small> – as many as go in one step</small>
            )}
          </>
        ) : (
          <>
            <progress aria-label="Changing" /> Changing {countWords(busy, 'ticket')}
          </>
        )}
      </p>
      {rest && (
        <button type="button" className="filter-clear" onClick={selecting.all}>
          {found > limits.bulkTickets ? 'Select the first' : 'Select all'}{' '}
          {Math.min(found, limits.bulkTickets).toLocaleString('en')}
        </button>
      )}
      <BulkMenus tickets={tickets} disabled={busy !== null} onAct={act} onMacro={() => setRunning(true)} />
      <button
        type="button"
        className="icon-button"
        aria-label="Clear selection"
        title="Clear selection (Esc)"
        onClick={selecting.clear}
      >
        <Glyph name="close" />
      </button>
      {asking && (
        <ReasonDialog
          title="Restore these tickets"
          draft={`${asking.action.to}:many`}
          onClose={() => setAsking(null)}
          onReason={(reason) => run({ action: { ...asking.action, reason }, on: asking.on })}
        />
      )}
      {held && (
        <Part>
          <LackingDialog
            lacking={held.lacking}
            of={held.on.length + held.lacking.length}
            able={held.on.length}
            onGo={() => {
              setHeld(null);
              go(held);
            }}
            onClose={() => setHeld(null)}
          />
        </Part>
      )}
      {running && (
        <Part>
          <MacroDialog tickets={tickets} onClose={() => setRunning(false)} />
        </Part>
      )}
    </div>
  );
}

/** Does an action to tickets, and tells what was left out of it; and what it would be left out for, before it is done. */
function useBulk() {
  const workspace = useWorkspace();
  const toast = useToast();
  const leftOver = useLeftOver();
  const [busy, setBusy] = useState<number | null>(null);
  /** Resolves to whether the device has it. */
  const run = async ({ action, on }: Doing): Promise<boolean> => {
    const plan = planBulk(on, action, actorIn(workspace));
    setBusy(plan.tickets);
    try {
      const { leftOut, asked } = await mutateMany(plan.changes);
      const cannot = [...plan.cannot.map(({ ticketId, why }) => ({ ticketId, why })), ...leftOutOf(leftOut)];
      const refused = new Set(leftOutOf(leftOut).map(({ ticketId }) => ticketId));
      if (cannot.length)
        leftOver({ left: cannot, done: plan.tickets - refused.size - asked, asked, of: 'ticket' });
      else if (plan.tickets === 0) toast({ text: 'Nothing to change: they are so already.' });
      return true;
    } catch (error) {
      toast({ text: failureWords(error) });
      return false;
    } finally {
      setBusy(null);
    }
  };
  const lackingFor = ({ action, on }: Doing): Lacking[] =>
    lackingIn(on, planBulk(on, action, actorIn(workspace)).changes, workspace.directory.fields);
  return { busy, run, lackingFor };
}

function actorIn({ directory, me, names }: WorkspaceValue): BulkActor {
  const worksOn = worksOnIn(directory);
  return { id: me.id, nameOf: names.person, worksOn };
}
