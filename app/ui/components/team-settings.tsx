import { useState, type ReactNode } from 'react';
import { membershipId, type Membership, type Team } from '../../../shared/model/directory.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import { mutate } from '../../mutate.ts';
import { settingDraftKey, useUnsavedSettings } from '../../queries/setting-drafts.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { archivedOf, byName, staffOf } from '../words/choices.ts';
import { newLabelWords } from '../words/setting-words.ts';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { UnsavedMark } from './setting-marks.tsx';
import { TeamDialog } from './team-dialog.tsx';
import { useKeep } from './toasts.tsx';

/** Which teams there are, and who works in which. */
export function TeamSettings(): ReactNode {
  const { directory } = useWorkspace();
  const [editing, setEditing] = useState<Team | 'new' | null>(null);
  const teams = byName(directory.teams.values());
  const archived = archivedOf(directory.teams.values());
  const unsaved = useUnsavedSettings();
  const isUnsaved = (id: string): boolean => unsaved.has(settingDraftKey('team', id));
  return (
    <section id="teams" aria-labelledby="teams-title">
      <h2 id="teams-title">Teams</h2>
      <p className="field-hint">
        A ticket can be given to a team, to a person, or to both. A team out of use is given nothing new: its
        tickets and its people stay with it.
      </p>
      {teams.length === 0 && (
        <p>
          There is none yet. Make one for each crew or department that shares its work, then add its people.
          Until then tickets are given to people alone.
        </p>
      )}
      {teams.length > 0 && (
        <ul className="settings-cards">
          {teams.map((team) => (
            <TeamCard key={team.id} team={team} unsaved={isUnsaved(team.id)} onEdit={setEditing} />
          ))}
        </ul>
      )}
      <button type="button" className="button settings-new" onClick={() => setEditing('new')}>
        <Glyph name="plus" />
        {newLabelWords('New team', isUnsaved('new'))}
      </button>
      {archived.length > 0 && (
        <details className="setting-archived">
          <summary>Teams out of use: {archived.length}</summary>
          <ul className="settings-cards">
            {archived.map((team) => (
              <TeamCard key={team.id} team={team} unsaved={isUnsaved(team.id)} onEdit={setEditing} />
            ))}
          </ul>
        </details>
      )}
      {editing && <TeamDialog team={editing} onClose={() => setEditing(null)} />}
    </section>
  );
}

interface TeamCardProps {
  team: Team;
  /** Whether something is typed about it that nobody has saved. */
  unsaved: boolean;
  onEdit: (team: Team) => void;
}

function TeamCard({ team, unsaved, onEdit }: TeamCardProps): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const here = directory.memberships.filter((row) => row.teamId === team.id);
  const members = here.filter((row) => !row.removed);
  const inTeam = new Set(members.map((row) => row.personId));
  const others = staffOf(directory).filter((person) => !inTeam.has(person.id));
  const { id: teamId, name, archived } = team;
  const put = (next: boolean) => void keep(mutate('team.set', { id: teamId, name, archived: next }));
  const add = (personId: string) => {
    // Somebody who was here before comes back under the same membership.
    const id = here.find((row) => row.personId === personId)?.id ?? membershipId(team.id, personId);
    void keep(mutate('membership.set', { id, teamId: team.id, personId, lead: false, removed: false }));
  };
  return (
    <li className="settings-card" data-testid="team-card">
      <div className="team-head">
        <h3 dir="auto">{name}</h3>
        {directory.waiting.has(rowKey({ kind: 'team', id: teamId })) && <WaitingMark />}
        {unsaved && <UnsavedMark />}
        <button type="button" className="button button-small" onClick={() => onEdit(team)}>
          Edit<span className="unseen"> {name}</span>
        </button>
        <button type="button" className="button button-small" onClick={() => put(!archived)}>
          {archived ? 'Use again' : 'Take out of use'}
          <span className="unseen"> {name}</span>
        </button>
      </div>
      {members.length === 0 && <p className="field-hint">Nobody is in this team.</p>}
      <ul className="settings-rows">
        {members.map((membership) => (
          <Member key={membership.id} membership={membership} team={team} />
        ))}
      </ul>
      {others.length > 0 && (
        <select
          className="input"
          aria-label={`Add somebody to ${team.name}`}
          value=""
          onChange={(event) => add(event.target.value)}
        >
          <option value="" disabled>
            Add somebody…
          </option>
          {others.map((person) => (
            <option key={person.id} value={person.id}>
              {person.name}
            </option>
          ))}
        </select>
      )}
    </li>
  );
}

function Member({ membership, team }: { membership: Membership; team: Team }): ReactNode {
  const { directory, names } = useWorkspace();
  const keep = useKeep();
  const { id, teamId, personId, lead } = membership;
  const name = names.person(personId);
  const change = (part: { lead?: boolean; removed?: boolean }) =>
    void keep(mutate('membership.set', { id, teamId, personId, lead, removed: false, ...part }));
  return (
    <li>
      <span className="settings-name">
        <span dir="auto">{name}</span>
        {directory.people.get(personId)?.active === false && <small>no longer here</small>}
      </span>
      {directory.waiting.has(rowKey({ kind: 'membership', id })) && <WaitingMark />}
      <label className="settings-check">
        <input
          type="checkbox"
          checked={lead}
          aria-label={`${name} leads ${team.name}`}
          onChange={(event) => change({ lead: event.target.checked })}
        />
        Lead
      </label>
      <button
        type="button"
        className="icon-button"
        aria-label={`Take ${name} out of ${team.name}`}
        title="Take out of the team"
        onClick={() => change({ removed: true })}
      >
        <Glyph name="close" />
      </button>
    </li>
  );
}
