import { useMemo, type ReactNode } from 'react';
import type { Field, Role } from '../../../shared/model/directory.ts';
import { priorities, statuses } from '../../../shared/model/ticket.ts';
import { isStaff } from '../../../shared/rules/permissions.ts';
import type { TicketList, TicketSort } from '../../queries/types.ts';
import type { ListViewState } from '../hooks/use-list-view.ts';
import { useWorkspace, type WorkspaceValue } from '../hooks/workspace-context.tsx';
import { fieldsToSeekBy, leftStaffOf, staffOf, toSeekBy } from '../words/choices.ts';
import { priorityLabels, statusLabels } from '../words/labels.ts';
import {
  approvalView,
  clearedView,
  defaultStatuses,
  isFiltered,
  sameValues,
  sorts,
  type ListView,
} from '../words/list-view.ts';
import { FilterOptions, type FilterParts, type Option } from './filter-options.tsx';
import { Glyph } from './glyph.tsx';
import { PriorityShape, StatusShape } from './marks.tsx';
import { Menu } from './menu.tsx';
import { lazyPart, Part } from './part.tsx';

// Beside the first screen and not before it.
const FieldOptions = lazyPart(() => import('./field-filter.tsx').then((module) => module.FieldOptions));

type FilterKey = 'statuses' | 'priorities' | 'assignees' | 'teams' | 'categories' | 'tags';

interface FilterBarProps {
  listView: ListViewState;
  counts: TicketList['statusCounts'];
  /** On how many tickets something waits for approval. */
  asked: number;
}

/** Filters, each with several values, and the order. */
export function FilterBar({ listView, counts, asked }: FilterBarProps): ReactNode {
  const workspace = useWorkspace();
  const { directory, me, staff } = workspace;
  const fields = useMemo(() => fieldsSeen(directory, staff), [directory, staff]);
  const { view, change } = listView;
  const filter = (key: FilterKey, title: string, options: () => Option[]) => (
    <FilterMenu
      title={title}
      chosen={view[key] ?? []}
      resting={key === 'statuses' ? restingStatus(view, me.role) : null}
      options={options}
      onChange={(values) => change({ [key]: values })}
    >
      {(parts) => <FilterOptions {...parts} />}
    </FilterMenu>
  );
  const { categories } = directory;
  return (
    <div className="filter-bar" role="group" aria-label="Filters and order">
      {filter('statuses', 'Status', () => statusOptions(counts))}
      {filter('priorities', 'Priority', priorityOptions)}
      {staff && filter('assignees', 'Assignee', () => assigneeOptions(workspace))}
      {staff && filter('teams', 'Team', () => toSeekBy(workspace.directory.teams.values()).map(toOption))}
      {staff && filter('tags', 'Tag', () => toSeekBy(workspace.directory.tags.values()).map(toOption))}
      {categories.size > 0 && filter('categories', 'Category', () => categoryOptions(workspace))}
      {fields.length > 0 && (
        <FilterMenu
          title="Field"
          chosen={view.fields ?? []}
          resting={null}
          options={() => []}
          onChange={(values) => change({ fields: values })}
        >
          {(parts) => (
            <Part fallback={<p aria-busy="true" />}>
              <FieldOptions fields={fields} {...parts} />
            </Part>
          )}
        </FilterMenu>
      )}
      {staff && (asked > 0 || view.asked) && (
        <button
          type="button"
          className={`filter-button${view.asked ? ' filter-on' : ''}`}
          aria-pressed={view.asked === true}
          onClick={() => change(approvalView(view, me.role))}
        >
          For approval <strong>{asked.toLocaleString('en')}</strong>
        </button>
      )}
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

/** Those that are on the reader's tickets. */
const fieldsSeen = (directory: WorkspaceValue['directory'], staff: boolean): Field[] =>
  fieldsToSeekBy(directory).filter((field) => staff || field.public);

const categoryOptions = ({ directory }: WorkspaceValue): Option[] => [
  ...toSeekBy(directory.categories.values()).map(toOption),
  { value: 'none', label: 'None' },
];

function assigneeOptions({ directory, me }: WorkspaceValue): Option[] {
  return [
    { value: 'me', label: 'Me' },
    { value: 'none', label: 'Unassigned' },
    ...staffOf(directory)
      .filter((person) => person.id !== me.id)
      .map(toOption),
    ...leftStaffOf(directory).map(toOption),
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
  /** What can be ticked. */
  options: () => Option[];
  onChange: (values: string[]) => void;
  /** What the menu holds. */
  children: (parts: FilterParts) => ReactNode;
}

/** The face says what is chosen: one by name, more by number. */
function FilterMenu({ title, chosen, resting, options, onChange, children }: FilterMenuProps): ReactNode {
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
      {() => children({ title, chosen, options: options(), onChange })}
    </Menu>
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
