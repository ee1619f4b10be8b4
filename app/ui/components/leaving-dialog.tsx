import { useState, type ReactNode } from 'react';
import type { Change } from '../../../shared/mutations/undo.ts';
import { mutateMany } from '../../mutate-many.ts';
import { useHeldBy, useWorkload } from '../../queries/workload.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName, fittingFor } from '../words/choices.ts';
import { failureWords } from '../words/failure-words.ts';
import { handOverChanges, heirFrom, heirValue, sharesOf, type Heir, type Share } from '../words/hand-over.ts';
import { countWords } from '../words/labels.ts';
import { loadWords } from '../words/workload-words.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { useToast } from './toasts.tsx';

/** How somebody stops having tickets: they work here no longer, become a requester, or did either before. */
export type Leaving = 'deactivated' | 'requester' | 'before';

interface Ending {
  title: (name: string) => string;
  says: (name: string) => string | null;
  button: (name: string) => string;
  change: (personId: string) => Change[];
}

const endings: Record<Leaving, Ending> = {
  deactivated: {
    title: (name) => `Deactivate ${name}?`,
    says: (name) =>
      `${name} can no longer sign in, and their devices get no more news. Changes of theirs that have not reached the server by then stay where they are. What they did before stays under their name.`,
    button: (name) => `Deactivate ${name}`,
    change: (personId) => [{ name: 'person.set-active', args: { personId, active: false } }],
  },
  requester: {
    title: (name) => `Make ${name} a requester?`,
    says: (name) =>
      `At its next contact ${name}’s device lets go of every ticket but those they filed. Changes of theirs that have not reached the server by then are refused; they can still read and export them.`,
    button: (name) => `Make ${name} a requester`,
    change: (personId) => [{ name: 'person.set-role', args: { personId, role: 'user' } }],
  },
  before: {
    title: (name) => `Hand over ${name}’s tickets`,
    says: () => null,
    button: () => 'Hand over',
    change: () => [],
  },
};

interface LeavingDialogProps {
  personId: string;
  how: Leaving;
  onClose: () => void;
}

/** Somebody leaves: asks, team by team, whose their tickets become. One step, which can be undone. */
export function LeavingDialog({ personId, how, onClose }: LeavingDialogProps): ReactNode {
  const { names } = useWorkspace();
  const shares = sharesOf(useHeldBy(personId));
  const [heirs, setHeirs] = useState<ReadonlyMap<string | null, Heir>>(new Map());
  const [busy, setBusy] = useState(false);
  const toast = useToast();
  const name = names.person(personId);
  const count = shares.reduce((sum, { tickets }) => sum + tickets.length, 0);
  const ending = endings[how];
  const says = ending.says(name);
  const go = async (): Promise<void> => {
    setBusy(true);
    const given = handOverChanges(shares, (teamId) => heirs.get(teamId));
    try {
      const { leftOut } = await mutateMany([...given, ...ending.change(personId)]);
      const [first] = leftOut;
      if (first)
        toast({
          text: `${countWords(leftOut.length, 'change')} could not be made: ${first.refusal.message}`,
        });
      onClose();
    } catch (error) {
      toast({ text: failureWords(error) });
      setBusy(false);
    }
  };
  return (
    <Dialog title={ending.title(name)} testId="leaving" onClose={onClose}>
      {says && <p>{says}</p>}
      {count > 0 && (
        <>
          <p>{`${name} has ${countWords(count, 'ticket')} that ${count === 1 ? 'is' : 'are'} not closed. Who takes ${count === 1 ? 'it' : 'them'}?`}</p>
          {shares.map((share) => (
            <ShareField
              key={share.teamId}
              share={share}
              leaverId={personId}
              heir={heirs.get(share.teamId) ?? { to: 'nobody' }}
              onPick={(heir) => setHeirs(new Map([...heirs, [share.teamId, heir]]))}
            />
          ))}
        </>
      )}
      <div className="dialog-actions">
        <button type="button" className="button button-main" disabled={busy} onClick={() => void go()}>
          {ending.button(name)}
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

interface ShareFieldProps {
  share: Share;
  leaverId: string;
  heir: Heir;
  onPick: (heir: Heir) => void;
}

function ShareField({ share, leaverId, heir, onPick }: ShareFieldProps): ReactNode {
  const { directory, names, promises } = useWorkspace();
  const load = useWorkload(true, promises, useNow());
  const { teamId, tickets } = share;
  const team = teamId === null ? 'no team' : names.team(teamId);
  const people = fittingFor(directory, teamId).filter(({ id }) => id !== leaverId);
  const teams = byName(directory.teams.values()).filter(({ id }) => id !== teamId);
  return (
    <Field label={`${countWords(tickets.length, 'ticket')} of ${team}`}>
      {(attributes) => (
        <select
          {...attributes}
          value={heirValue(heir)}
          onChange={(event) => onPick(heirFrom(event.target.value))}
        >
          <option value="">{teamId === null ? 'Leave unassigned' : `Leave unassigned in ${team}`}</option>
          <optgroup label="Give to somebody">
            {people.map(({ id, name }) => (
              <option key={id} value={heirValue({ to: 'person', personId: id })}>
                {`${name} – ${loadWords(load.people.get(id))}`}
              </option>
            ))}
          </optgroup>
          {teams.length > 0 && (
            <optgroup label="Give to another team">
              {teams.map(({ id, name }) => (
                <option key={id} value={heirValue({ to: 'team', teamId: id })}>
                  {`${name} – ${loadWords(load.teams.get(id))}`}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      )}
    </Field>
  );
}
