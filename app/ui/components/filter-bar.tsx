import { useState, type ReactNode } from 'react';
import type { Role } from '../../../shared/model/directory.ts';
import { priorities, statuses } from '../../../shared/model/ticket.ts';
import { isStaff } from '../../../shared/rules/permissions.ts';
import { wishText } from '../../queries/field-filter.ts';
import type { TicketList, TicketSort } from '../../queries/types.ts';
import type { ListViewState } from '../hooks/use-list-view.ts';
import { useWorkspace, type WorkspaceValue } from '../hooks/workspace-context.tsx';
import { byName, fieldsInUse, staffOf, toSeekBy } from '../words/choices.ts';
import { priorityLabels, statusLabels } from '../words/labels.ts';
import {
  clearedView,
  defaultStatuses,
  isFiltered,
  sameValues,
  sorts,
  type ListView,
} from '../words/list-view.ts';
import { Glyph } from './glyph.tsx';
import { PriorityShape, StatusShape } from './marks.tsx';
import { Menu } from './menu.tsx';

interface Option {
  value: string;
  label: string;
  mark?: ReactNode;
  count?: number;
}

type FilterKey = 'statuses' | 'priorities' | 'assignees' | 'teams' | 'tags' | 'fields';

interface FilterBarProps {
  listView: ListViewState;
  counts: TicketList['statusCounts'];
}

/** Filters, each with several values, and the order. */
export function FilterBar({ listView, counts }: FilterBarProps): ReactNode {
  const workspace = useWorkspace();
  const { me, staff } = workspace;
  const { view, change } = listView;
  const filter = (key: FilterKey, title: string, options: () => Option[]) => (
    <FilterMenu
      title={title}
      chosen={view[key] ?? []}
      resting={key === 'statuses' ? restingStatus(view, me.role) : null}
      options={options}
      onChange={(values) => change({ [key]: values })}
    />
  );
  return (
    <div className="filter-bar" role="group" aria-label="Filters and order">
      {filter('statuses', 'Status', () => statusOptions(counts))}
      {filter('priorities', 'Priority', priorityOptions)}
      {staff && filter('assignees', 'Assignee', () => assigneeOptions(workspace))}
      {staff && filter('teams', 'Team', () => toSeekBy(workspace.directory.teams.values()).map(toOption))}
      {staff && filter('tags', 'Tag', () => byName(workspace.directory.tags.values()).map(toOption))}
      {staff &&
        workspace.directory.fields.size > 0 &&
        filter('fields', 'Field', () => fieldOptions(workspace))}
      <SortMenu view={view} onChange={change} />
      {isFiltered(view, me.role) && (
        <button type="button" className="filter-clear" onClick={() => change(clearedView(view, me.role))}>
          <Glyph name="close" />
          Clear filters
        </button>
      )}
    </div>
  );
}

const toOption = ({ id, name }: { id: string; name: string }): Option => ({ value: id, label: name });

function statusOptions(counts: TicketList['statusCounts']): Option[] {
  return statuses.map((status) => ({
    value: status,
    label: statusLabels[status],
    mark: <StatusShape status={status} />,
    count: counts[status],
  }));
}

function priorityOptions(): Option[] {
  return priorities.toReversed().map((priority) => ({
    value: priority,
    label: priorityLabels[priority],
    mark: <PriorityShape priority={priority} />,
  }));
}

/** Fields of choices by their choices; of the others, whether they are filled in. */
function fieldOptions({ directory }: WorkspaceValue): Option[] {
  return fieldsInUse(directory).flatMap(({ id, label, type, options }) => {
    const choices = type === 'boolean' ? ['yes', 'no'] : options;
    return [
      ...choices.map((choice): Option => {
        return { value: wishText({ fieldId: id, choice }), label: `${label}: ${choice}` };
      }),
      { value: wishText({ fieldId: id, filled: true }), label: `${label}: filled in` },
      { value: wishText({ fieldId: id, filled: false }), label: `${label}: not filled in` },
    ];
  });
}

function assigneeOptions({ directory, me }: WorkspaceValue): Option[] {
  return [
    { value: 'me', label: 'Me' },
    { value: 'none', label: 'Unassigned' },
    ...staffOf(directory)
      .filter((person) => person.id !== me.id)
      .map(toOption),
  ];
}

/** What the first view's statuses are called; null where others are chosen. */
function restingStatus(view: ListView, role: Role): string | null {
  if (!sameValues(view.statuses, defaultStatuses(role))) return null;
  return isStaff(role) ? 'Active' : 'Not closed';
}

interface FilterMenuProps {
  title: string;
  chosen: readonly string[];
  /** The word for what is chosen, where that is how the list begins and no filter of the person's. */
  resting: string | null;
  options: () => Option[];
  onChange: (values: string[]) => void;
}

/** The face says what is chosen: one by name, more by number. */
function FilterMenu({ title, chosen, resting, options, onChange }: FilterMenuProps): ReactNode {
  const on = chosen.length > 0 && resting === null;
  const one = chosen.length === 1 ? options().find((option) => option.value === chosen[0]) : undefined;
  return (
    <Menu
      className={`filter-button${on ? ' filter-on' : ''}`}
      title={`${title} filter`}
      face={
        <>
          {title}
          {resting !== null && <span>{resting}</span>}
          {on && <strong>{one?.label ?? chosen.length}</strong>}
          <Glyph name="down" />
        </>
      }
    >
      {() => <FilterOptions title={title} chosen={chosen} options={options()} onChange={onChange} />}
    </Menu>
  );
}

/** More than fit on a screen get a box to narrow them down. */
const manyOptions = 12;

function FilterOptions({
  title,
  chosen,
  options,
  onChange,
}: Omit<FilterMenuProps, 'options' | 'resting'> & { options: readonly Option[] }): ReactNode {
  const [sought, setSought] = useState('');
  const shown = options.filter((option) => option.label.toLowerCase().includes(sought.trim().toLowerCase()));
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  return (
    <fieldset className="filter-options">
      <legend>{title}</legend>
      {options.length > manyOptions && (
        <input
          type="search"
          className="input"
          aria-label={`Find in ${title.toLowerCase()}`}
          placeholder="Find…"
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
      )}
      <div className="filter-ticks">
        {shown.map(({ value, label, mark, count }) => (
          <label key={value} className="filter-tick">
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
            {mark}
            <span dir="auto">{label}</span>
            {count !== undefined && <small>{count.toLocaleString('en')}</small>}
          </label>
        ))}
        {shown.length === 0 && <p className="filter-none">Nothing here.</p>}
      </div>
      {chosen.length > 0 && (
        <button type="button" className="menu-item" onClick={() => onChange([])}>
          <Glyph name="close" /> Any {title.toLowerCase()}
        </button>
      )}
    </fieldset>
  );
}

function SortMenu({
  view,
  onChange,
}: {
  view: ListView;
  onChange: (part: Partial<ListView>) => void;
}): ReactNode {
  return (
    <span className="sort">
      <label>
        <span className="unseen">Sort by</span>
        <select
          className="filter-button"
          value={view.sort}
          onChange={(event) => {
            const sort = event.target.value as TicketSort;
            // The deadline that is nearest comes first; of all else the latest or highest.
            onChange({ sort, descending: sort !== 'deadline' });
          }}
        >
          {Object.entries(sorts).map(([sort, label]) => (
            <option key={sort} value={sort}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="filter-button sort-turn"
        aria-label={view.descending ? 'Descending: turn the order' : 'Ascending: turn the order'}
        onClick={() => onChange({ descending: !view.descending })}
      >
        <Glyph name={view.descending ? 'descending' : 'ascending'} />
      </button>
    </span>
  );
}
