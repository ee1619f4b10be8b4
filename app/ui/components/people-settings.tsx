import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { roles, type Role } from '../../../shared/model/directory.ts';
import { mutate } from '../../mutate.ts';
import { useActiveOf } from '../../queries/workload.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName, staffOf } from '../words/choices.ts';
import { countWords, roleLabels } from '../words/labels.ts';
import { Dialog } from './dialog.tsx';
import { LeavingDialog } from './leaving-dialog.tsx';
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
  const alone = found !== null && !staff.includes(found) && !gone.some(({ id }) => id === found);
  return (
    <section id="people" aria-labelledby="people-title">
      <h2 id="people-title">Roles</h2>
      <ul className="settings-rows settings-people">
        {staff.map((id) => (
          <PersonRole key={id} id={id} />
        ))}
        {alone && <PersonRole id={found} />}
      </ul>
      <PersonPicker label="Give somebody else a role" personId={null} onPick={setFound} />
      {gone.length > 0 && (
        <>
          <h3 className="settings-gone">No longer here</h3>
          <ul className="settings-rows settings-people">
            {gone.map(({ id }) => (
              <GoneRow key={id} id={id} />
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

function PersonRole({ id }: { id: string }): ReactNode {
  const { directory, me, names } = useWorkspace();
  const keep = useKeep();
  const [asking, setAsking] = useState<'role' | 'leave' | null>(null);
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
            waiting={directory.waiting.has(`person/${id}`)}
            // To become a requester empties a device: that is asked about first.
            onPick={(next) => (next === 'user' ? setAsking('role') : give(next as Role))}
          >
            {roles.map((option) => (
              <option key={option} value={option}>
                {roleLabels[option]}
              </option>
            ))}
          </Pick>
          <button
            type="button"
            className="button"
            aria-label={`Deactivate ${name}`}
            onClick={() => setAsking('leave')}
          >
            Deactivate
          </button>
        </>
      )}
      {asking === 'role' && (
        <RequesterDialog
          name={name}
          onYes={() => {
            give('user');
            setAsking(null);
          }}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'leave' && <LeavingDialog personId={id} leaves onClose={() => setAsking(null)} />}
    </li>
  );
}

interface RequesterDialogProps {
  name: string;
  onYes: () => void;
  onClose: () => void;
}

function RequesterDialog({ name, onYes, onClose }: RequesterDialogProps): ReactNode {
  return (
    <Dialog title={`Make ${name} a requester?`} onClose={onClose}>
      <p>
        At its next contact {name}’s device lets go of every ticket but those they filed. Changes of theirs
        that have not reached the server by then are refused; they can still read and export them.
      </p>
      <div className="dialog-actions">
        <button type="button" className="button button-main" onClick={onYes}>
          Make {name} a requester
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

/** Somebody who was deactivated. Tickets may come to light as theirs later: given to them while that was on its way. */
function GoneRow({ id }: { id: string }): ReactNode {
  const { directory, names } = useWorkspace();
  const keep = useKeep();
  const [asking, setAsking] = useState(false);
  const left = useActiveOf(id).length;
  const name = names.person(id);
  return (
    <li data-testid="person-gone">
      <span className="settings-name">
        <strong dir="auto">{name}</strong>
        <small>{directory.people.get(id)?.email}</small>
      </span>
      {directory.waiting.has(`person/${id}`) && <WaitingMark />}
      {left > 0 && (
        <button type="button" className="button" onClick={() => setAsking(true)}>
          {`Hand over ${countWords(left, 'active ticket')}`}
        </button>
      )}
      <button
        type="button"
        className="button"
        aria-label={`Reactivate ${name}`}
        onClick={() => void keep(mutate('person.set-active', { personId: id, active: true }))}
      >
        Reactivate
      </button>
      {asking && <LeavingDialog personId={id} leaves={false} onClose={() => setAsking(false)} />}
    </li>
  );
}
