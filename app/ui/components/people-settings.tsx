import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { roles, type Role } from '../../../shared/model/directory.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import { mutate } from '../../mutate.ts';
import { useWorkload } from '../../queries/workload.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName, staffOf } from '../words/choices.ts';
import { countWords, roleLabels } from '../words/labels.ts';
import { LeavingDialog, type Leaving } from './leaving-dialog.tsx';
import { WaitingMark } from './marks.tsx';
import { PersonPicker } from './person-picker.tsx';
import { Pick } from './pick.tsx';
import { useKeep } from './toasts.tsx';

/** Who may do what: the staff, any requester who is to become one of them, and who works here no longer. */
export function PeopleSettings(): ReactNode {
  const { directory } = useWorkspace();
  const [found, setFound] = useState<string | null>(null);
  const staff = staffOf(directory).map((person) => person.id);
  const gone = byName([...directory.people.values()].filter(({ active }) => active === false));
  // Who became a requester elsewhere, while tickets were given to them, has them still.
  const load = useWorkload(true, null, 0);
  const others = [...directory.people.values()].filter(
    ({ id, active }) => active !== false && !staff.includes(id) && (id === found || load.held.has(id)),
  );
  return (
    <section id="people" aria-labelledby="people-title">
      <h2 id="people-title">Roles</h2>
      <ul className="settings-rows settings-people">
        {[...staff, ...byName(others).map(({ id }) => id)].map((id) => (
          <PersonRole key={id} id={id} left={load.held.get(id) ?? 0} />
        ))}
      </ul>
      <PersonPicker label="Give somebody else a role" personId={null} onPick={setFound} />
      {gone.length > 0 && (
        <>
          <h3 className="settings-gone">No longer here</h3>
          <ul className="settings-rows settings-people">
            {gone.map(({ id }) => (
              <GoneRow key={id} id={id} left={load.held.get(id) ?? 0} />
            ))}
          </ul>
        </>
      )}
      <p className="settings-review">
        <Link href="/settings/review">Who may do what: the list for your yearly review</Link>
      </p>
    </section>
  );
}

interface PersonProps {
  id: string;
  /** Tickets that they have and that are not closed. */
  left: number;
}

function PersonRole({ id, left }: PersonProps): ReactNode {
  const { directory, me, names } = useWorkspace();
  const keep = useKeep();
  const [asking, setAsking] = useState<Leaving | null>(null);
  const person = directory.people.get(id);
  const role = person?.role ?? 'user';
  const name = names.person(id);
  const give = (next: Role) => void keep(mutate('person.set-role', { personId: id, role: next }));
  return (
    <li data-testid="person-role">
      <span className="settings-name">
        <strong dir="auto">{name}</strong>
        <small>{person?.email}</small>
      </span>
      {id === me.id ? (
        <span className="field-hint">{roleLabels[role]}, you: another admin would have to change that</span>
      ) : (
        <>
          <Pick
            label={`Role of ${name}`}
            value={role}
            waiting={directory.waiting.has(rowKey({ kind: 'person', id }))}
            // To become a requester empties a device, and leaves tickets behind: that is asked about first.
            onPick={(next) => (next === 'user' ? setAsking('requester') : give(next as Role))}
          >
            {roles.map((option) => (
              <option key={option} value={option}>
                {roleLabels[option]}
              </option>
            ))}
          </Pick>
          {role === 'user' && <HandOver id={id} left={left} />}
          <button
            type="button"
            className="button"
            aria-label={`Deactivate ${name}`}
            onClick={() => setAsking('deactivated')}
          >
            Deactivate
          </button>
        </>
      )}
      {asking && <LeavingDialog personId={id} how={asking} onClose={() => setAsking(null)} />}
    </li>
  );
}

/** Gives to others what somebody still has who does no more tickets: it came to light later, or was given to them since. */
function HandOver({ id, left }: PersonProps): ReactNode {
  const [asking, setAsking] = useState(false);
  if (left === 0) return null;
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {`Hand over ${countWords(left, 'ticket')}`}
      </button>
      {asking && <LeavingDialog personId={id} how="before" onClose={() => setAsking(false)} />}
    </>
  );
}

/** Somebody who was deactivated. */
function GoneRow({ id, left }: PersonProps): ReactNode {
  const { directory, names } = useWorkspace();
  const keep = useKeep();
  const name = names.person(id);
  return (
    <li data-testid="person-gone">
      <span className="settings-name">
        <strong dir="auto">{name}</strong>
        <small>{directory.people.get(id)?.email}</small>
      </span>
      {directory.waiting.has(rowKey({ kind: 'person', id })) && <WaitingMark />}
      <HandOver id={id} left={left} />
      <button
        type="button"
        className="button"
        aria-label={`Reactivate ${name}`}
        onClick={() => void keep(mutate('person.set-active', { personId: id, active: true }))}
      >
        Reactivate
      </button>
    </li>
  );
}
