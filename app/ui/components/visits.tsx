import { useId, useState, type ReactNode } from 'react';
import type { Visit } from '../../../shared/model/visit.ts';
import type { VisitEntry } from '../../queries/field-work.ts';
import { useNow } from '../hooks/use-now.ts';
import { useServerClock } from '../hooks/use-server-clock.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { outcomeWords, visitTimeWords } from '../words/field-work-words.ts';
import { nearTime } from '../words/time-words.ts';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { SignatureView } from './signature-view.tsx';
import { VisitDialog } from './visit-dialog.tsx';

interface VisitsProps {
  ticketId: string;
  entries: readonly VisitEntry[];
}

/** Who was there, from when to when, with what outcome, and who signed for it. */
export function Visits({ ticketId, entries }: VisitsProps): ReactNode {
  const id = useId();
  const { me, reading } = useWorkspace();
  const serverNow = useServerClock();
  const [editing, setEditing] = useState<{ visit: Visit; leavesAt: number | null } | null>(null);
  const [signing, setSigning] = useState<string | null>(null);
  // As it is now, whatever comes while somebody types.
  const shown = entries.find(({ visit }) => visit.id === editing?.visit.id)?.visit ?? editing?.visit;
  const here = entries.find(({ visit }) => visit.personId === me.id && visit.leftAt === null);
  return (
    <section className="field-part" aria-labelledby={id} data-testid="visits">
      <h2 id={id}>Visits</h2>
      {here && !reading && (
        <Here
          visit={here.visit}
          onLeave={() => setEditing({ visit: here.visit, leavesAt: serverNow() })}
          onSign={() => setSigning(here.visit.id)}
        />
      )}
      <ul className="visits">
        {entries.map((entry) => (
          <VisitCard
            key={entry.visit.id}
            entry={entry}
            onEdit={() => setEditing({ visit: entry.visit, leavesAt: null })}
            onSign={() => setSigning(entry.visit.id)}
          />
        ))}
      </ul>
      {editing && shown && <VisitDialog {...editing} visit={shown} onClose={() => setEditing(null)} />}
      {signing && <SignDialog ticketId={ticketId} visitId={signing} onClose={() => setSigning(null)} />}
    </section>
  );
}

interface HereProps {
  visit: Visit;
  onLeave: () => void;
  onSign: () => void;
}

function Here({ visit, onLeave, onSign }: HereProps): ReactNode {
  const now = useNow();
  return (
    <div className="visit-here">
      <p role="status">You are there since {nearTime(visit.arrivedAt, now)}.</p>
      <button type="button" className="button button-big" onClick={onSign}>
        <Glyph name="edit" />
        Have it signed
      </button>
      <button type="button" className="button button-big button-main" onClick={onLeave}>
        <Glyph name="leave" />
        Leave
      </button>
    </div>
  );
}

interface VisitCardProps {
  entry: VisitEntry;
  onEdit: () => void;
  onSign: () => void;
}

function VisitCard({ entry: { visit, signature, waiting }, onEdit, onSign }: VisitCardProps): ReactNode {
  const { me, names, reading } = useWorkspace();
  const now = useNow();
  const who = names.person(visit.personId);
  const when = visitTimeWords(visit.arrivedAt, visit.leftAt);
  const mine = !reading && (visit.personId === me.id || me.role === 'admin');
  return (
    <li className="visit" data-testid="visit">
      <p>
        <strong dir="auto">{who}</strong>, {when} {waiting && <WaitingMark />}
      </p>
      {visit.outcome && <p>{outcomeWords(visit.outcome)}</p>}
      {visit.note && (
        <p className="plain-text" dir="auto">
          {visit.note}
        </p>
      )}
      {signature && (
        <figure>
          {signature.path !== null && (
            <SignatureView path={signature.path} label={`Signature of ${signature.name}`} />
          )}
          <figcaption>
            Signed by <bdi>{signature.name}</bdi>, {nearTime(signature.at, now)}
          </figcaption>
        </figure>
      )}
      {mine && (
        <div className="visit-actions">
          <button type="button" className="button" onClick={onEdit}>
            Edit<span className="unseen"> the visit {when}</span>
          </button>
          {visit.leftAt !== null && (
            <button type="button" className="button" onClick={onSign}>
              {signature ? 'Sign anew' : 'Have it signed'}
              <span className="unseen"> for the visit {when}</span>
            </button>
          )}
        </div>
      )}
    </li>
  );
}
