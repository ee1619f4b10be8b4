import { useState, type ReactNode } from 'react';
import { roles, type Role } from '../../../shared/model/directory.ts';
import { mutate } from '../../mutate.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { staffOf } from '../words/choices.ts';
import { roleLabels } from '../words/labels.ts';
import { Dialog } from './dialog.tsx';
import { PersonPicker } from './person-picker.tsx';
import { Pick } from './pick.tsx';
import { useKeep } from './toasts.tsx';

/** Who may do what: the staff, and any requester who is to become one of them. */
export function PeopleSettings(): ReactNode {
  const { directory } = useWorkspace();
  const [found, setFound] = useState<string | null>(null);
  const staff = staffOf(directory).map((person) => person.id);
  return (
    <section aria-labelledby="people-title">
      <h2 id="people-title">Roles</h2>
      <ul className="settings-rows settings-people">
        {staff.map((id) => (
          <PersonRole key={id} id={id} />
        ))}
        {found !== null && !staff.includes(found) && <PersonRole id={found} />}
      </ul>
      <PersonPicker label="Give somebody else a role" personId={null} onPick={setFound} />
    </section>
  );
}

function PersonRole({ id }: { id: string }): ReactNode {
  const { directory, me, names } = useWorkspace();
  const keep = useKeep();
  const [asking, setAsking] = useState(false);
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
        <Pick
          label={`Role of ${name}`}
          value={role}
          waiting={directory.waiting.has(`person/${id}`)}
          // To become a requester empties a device: that is asked about first.
          onPick={(next) => (next === 'user' ? setAsking(true) : give(next as Role))}
        >
          {roles.map((option) => (
            <option key={option} value={option}>
              {roleLabels[option]}
            </option>
          ))}
        </Pick>
      )}
      {asking && (
        <Dialog title={`Make ${name} a requester?`} onClose={() => setAsking(false)}>
          <p>
            At its next contact {name}’s device lets go of every ticket but those they filed. Changes of
            theirs that have not reached the server by then are refused; they can still read and export them.
          </p>
          <div className="dialog-actions">
            <button
              type="button"
              className="button button-main"
              onClick={() => {
                give('user');
                setAsking(false);
              }}
            >
              Make {name} a requester
            </button>
            <button type="button" className="button" onClick={() => setAsking(false)}>
              Cancel
            </button>
          </div>
        </Dialog>
      )}
    </li>
  );
}
