import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Action } from '../../last-action.ts';
import { undo } from '../../mutate-many.ts';
import { useTicketsById } from '../../queries/tickets.ts';
import { isTaken } from '../hooks/use-keys.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { actionWords, undoneWords } from '../words/action-words.ts';
import { failureWords } from '../words/failure-words.ts';
import { leftByUndo, type LeftTicket } from '../words/left-out-words.ts';
import { Glyph } from './glyph.tsx';
import { useLeftOver } from './left-over.tsx';
import { useToast } from './toasts.tsx';
import '../styles/bulk.css';

/** For so long it stays in sight; Ctrl+Z goes on working after that. */
const SHOWN_MS = 10_000;

interface Result {
  words: string;
  left: readonly LeftTicket[];
  done: number;
}

/** What was just done, and the way back: a press, or Ctrl+Z wherever nobody types. */
export function UndoStrip({ action: last }: { action: Action | null }): ReactNode {
  const { account } = useWorkspace();
  const action = last?.account === account.key ? last : null;
  const [result, setResult] = useState<Result | null>(null);
  const [newest, setNewest] = useState(action);
  const [hidden, setHidden] = useState<Action | Result | null>(null);
  const toast = useToast();
  const leftOver = useLeftOver();
  const busy = useRef(false);
  const goBack = async (): Promise<void> => {
    if (!action || busy.current) return;
    busy.current = true;
    try {
      const { made, left, forgotten } = await undo(action);
      const tickets = leftByUndo(left);
      setResult({
        words: undoneWords(made, tickets, forgotten, action),
        left: tickets,
        done: made,
      });
    } catch (error) {
      toast({ text: failureWords(error) });
    } finally {
      busy.current = false;
    }
  };
  const read = ({ left, done }: Result) =>
    leftOver({ left, done, of: left.some(({ what }) => what) ? 'change' : 'ticket' });
  useUndoKey(() => void goBack());
  // What was done after an undo takes its place, for good.
  if (action && action !== newest) {
    setNewest(action);
    setResult(null);
  }
  const shown = action ?? result;
  useEffect(() => {
    if (!shown) return undefined;
    const timer = setTimeout(() => setHidden(shown), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <div className="undo-place" role="status">
      {shown && shown !== hidden && (
        <div className="undo-strip" data-testid="undo-strip">
          {action ? <Done action={action} /> : <p>{result?.words}</p>}
          {action && (
            <button
              type="button"
              className="button button-quiet"
              title="Undo (Ctrl+Z)"
              onClick={() => void goBack()}
            >
              Undo
            </button>
          )}
          {!action && result && result.left.length > 0 && (
            <button type="button" className="button button-quiet" onClick={() => read(result)}>
              Show
            </button>
          )}
          <button type="button" className="icon-button" aria-label="Hide" onClick={() => setHidden(shown)}>
            <Glyph name="close" />
          </button>
        </div>
      )}
    </div>
  );
}

function Done({ action }: { action: Action }): ReactNode {
  const { names } = useWorkspace();
  const { args } = action.change;
  const [ticket] = useTicketsById('ticketId' in args ? [args.ticketId] : []);
  return <p dir="auto">{actionWords(action, ticket, names)}</p>;
}

function useUndoKey(act: () => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const combined = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (event.key !== 'z' || !combined || event.defaultPrevented || isTaken(event.target)) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
