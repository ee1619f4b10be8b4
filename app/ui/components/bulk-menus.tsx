import type { ReactNode } from 'react';
import { priorities, statuses, type Priority, type Status } from '../../../shared/model/ticket.ts';
import { useWorkload } from '../../queries/workload.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { pathTo, type BulkAction } from '../words/bulk-plan.ts';
import { byName, leadsOf, seesSome, staffOf } from '../words/choices.ts';
import { priorityLabels, statusLabels } from '../words/labels.ts';
import { loadWords } from '../words/workload-words.ts';
import { Glyph } from './glyph.tsx';
import { PriorityShape, StatusShape } from './marks.tsx';
import { OptionMenu, type MenuOption } from './option-menu.tsx';

interface BulkMenusProps {
  tickets: readonly TicketSummary[];
  disabled: boolean;
  onAct: (action: BulkAction) => void;
  onMacro: () => void;
}

const nobody = '';

/** One menu for each thing that can be changed in many tickets. */
export function BulkMenus({ tickets, disabled, onAct, onMacro }: BulkMenusProps): ReactNode {
  const { directory } = useWorkspace();
  const tagMenu = (what: 'tag-add' | 'tag-remove', face: string) => (
    <OptionMenu
      face={face}
      title={face}
      testId={`bulk-${what}`}
      disabled={disabled}
      options={() => tagOptions(tickets, directory.tags.values(), what)}
      onPick={(tagId) => onAct({ what, tagId })}
    />
  );
  return (
    <div className="bulk-menus">
      <HolderMenus disabled={disabled} onAct={onAct} />
      <OptionMenu
        face="Status"
        title="Move to"
        testId="bulk-status"
        disabled={disabled}
        options={() => statusOptions(tickets)}
        onPick={(to) => onAct({ what: 'status', to: to as Status, reason: null })}
      />
      <OptionMenu
        face="Priority"
        title="Priority"
        testId="bulk-priority"
        disabled={disabled}
        options={priorityOptions}
        onPick={(priority) => onAct({ what: 'priority', priority: priority as Priority })}
      />
      {tagMenu('tag-add', 'Add tag')}
      {tagMenu('tag-remove', 'Remove tag')}
      <button
        type="button"
        className="filter-button"
        disabled={disabled}
        onClick={() => onAct({ what: 'status', to: 'closed', reason: null })}
      >
        <StatusShape status="closed" />
        Close
      </button>
      <button
        type="button"
        className="filter-button"
        data-testid="bulk-macro"
        disabled={disabled}
        onClick={onMacro}
      >
        <Glyph name="macro" />
        Macro…
      </button>
    </div>
  );
}

/** Whose tickets they become, by how much each has already. */
function HolderMenus({ disabled, onAct }: Pick<BulkMenusProps, 'disabled' | 'onAct'>): ReactNode {
  const { directory, me, promises } = useWorkspace();
  const load = useWorkload(true, promises, useNow());
  const ofSome = seesSome(directory, me);
  const people = (): MenuOption[] => [
    { value: me.id, label: `${me.name} (me)`, detail: loadWords(load.people.get(me.id), ofSome) },
    { value: nobody, label: 'Unassigned' },
    ...staffOf(directory)
      .filter(({ id }) => id !== me.id)
      .map(({ id, name }) => ({ value: id, label: name, detail: loadWords(load.people.get(id), ofSome) })),
  ];
  const teams = (): MenuOption[] => [
    ...byName(directory.teams.values()).map(({ id, name }) => ({
      value: id,
      label: name,
      detail: [
        loadWords(load.teams.get(id), ofSome),
        ...leadsOf(directory, id).map(({ name: who }) => `lead ${who}`),
      ].join(', '),
    })),
    { value: nobody, label: 'No team' },
  ];
  return (
    <>
      <OptionMenu
        face={
          <>
            <Glyph name="person" />
            Assign
          </>
        }
        title="Assign to"
        testId="bulk-assignee"
        disabled={disabled}
        options={people}
        onPick={(id) => onAct({ what: 'assignee', personId: id || null })}
      />
      <OptionMenu
        face={
          <>
            <Glyph name="team" />
            Team
          </>
        }
        title="Give to a team"
        testId="bulk-team"
        disabled={disabled}
        options={teams}
        onPick={(id) => onAct({ what: 'team', teamId: id || null })}
      />
    </>
  );
}

/** Where some of them can go, and how many that are. */
function statusOptions(tickets: readonly TicketSummary[]): MenuOption[] {
  return statuses.flatMap((to) => {
    const able = tickets.filter(({ status }) => pathTo(status, to)).length;
    const detail = able === tickets.length ? undefined : `${able} of ${tickets.length}`;
    const mark = <StatusShape status={to} />;
    return able ? [{ value: to, label: statusLabels[to], mark, ...(detail && { detail }) }] : [];
  });
}

function priorityOptions(): MenuOption[] {
  return priorities.toReversed().map((value) => ({
    value,
    label: priorityLabels[value],
    mark: <PriorityShape priority={value} />,
  }));
}

/** Tags to put on that some are without, or to take off that some have. */
function tagOptions(
  tickets: readonly TicketSummary[],
  tags: Iterable<{ id: string; name: string; archived: boolean }>,
  what: 'tag-add' | 'tag-remove',
): MenuOption[] {
  const rows = [...tags];
  const known = what === 'tag-add' ? byName(rows) : byName(rows.map(({ id, name }) => ({ id, name })));
  return known.flatMap(({ id, name }) => {
    const able = tickets.filter((ticket) => ticket.tagIds.includes(id) === (what === 'tag-remove')).length;
    return able ? [{ value: id, label: name, detail: `${able} of ${tickets.length}` }] : [];
  });
}
