import { isStaff } from '../../../shared/rules/permissions.ts';
import type { Role } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { isActive, priorities, statuses, type Priority, type Status } from '../../../shared/model/ticket.ts';
import { wishIn } from '../../queries/field-filter.ts';
import type { TicketQuery, TicketSort } from '../../queries/types.ts';
import { statusLabels } from './labels.ts';

/**
 * What the list shows, as the URL keeps it: a query in which an assignee may also be `me`, so that a link to "my
 * tickets" means the reader's own.
 */
export type ListView = TicketQuery;

export const sorts: Readonly<Record<TicketSort, string>> = {
  activity: 'Last activity',
  created: 'Created',
  deadline: 'Deadline',
  priority: 'Priority',
  number: 'Number',
};

/** The statuses of the first view: staff start with what is active, requesters with all that is not put away. */
export function defaultStatuses(role: Role): readonly Status[] {
  return statuses.filter((status) => (isStaff(role) ? isActive(status) : status !== 'closed'));
}

export function defaultView(role: Role): ListView {
  return {
    search: '',
    statuses: defaultStatuses(role),
    priorities: [],
    assignees: [],
    teams: [],
    tags: [],
    sort: 'activity',
    descending: true,
  };
}

const listOf = (value: string | null) => (value ?? '').split(',').filter((part) => part !== '');

/** Reads a view from `location.search`; what it does not understand is left out. */
export function viewFromUrl(url: string, role: Role): ListView {
  const params = new URLSearchParams(url);
  const first = defaultView(role);
  const status = params.get('status');
  const sort = params.get('sort') ?? '-activity';
  const field = sort.replace(/^-/, '') as TicketSort;
  const known = Object.hasOwn(sorts, field);
  return {
    search: (params.get('q') ?? '').slice(0, limits.search),
    statuses:
      status === null
        ? first.statuses
        : listOf(status).filter((s): s is Status => statuses.includes(s as Status)),
    priorities: listOf(params.get('priority')).filter((p): p is Priority =>
      priorities.includes(p as Priority),
    ),
    assignees: listOf(params.get('assignee')),
    teams: listOf(params.get('team')),
    tags: listOf(params.get('tag')),
    ...(params.has('category') && { categories: listOf(params.get('category')) }),
    ...(params.has('field') && { fields: params.getAll('field').filter((text) => wishIn(text)) }),
    ...(params.get('approval') === 'waiting' && { asked: true }),
    sort: known ? field : first.sort,
    descending: known ? sort.startsWith('-') : first.descending,
  };
}

/** Whether two lists hold the same values, in whatever order. */
export function sameValues(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value) => b.includes(value));
}

/** The view as a query string with its `?`, or nothing for the first view; `viewFromUrl` reads it back. */
export function urlFromView(view: ListView, role: Role): string {
  const first = defaultView(role);
  const params = new URLSearchParams();
  const put = (key: string, values: readonly string[]) => {
    if (values.length > 0) params.set(key, values.join(','));
  };
  if (view.search) params.set('q', view.search);
  if (!sameValues(view.statuses, first.statuses)) params.set('status', view.statuses.join(',') || 'all');
  put('priority', view.priorities);
  put('assignee', view.assignees);
  put('team', view.teams);
  put('tag', view.tags);
  put('category', view.categories ?? []);
  for (const text of view.fields ?? []) params.append('field', text);
  if (view.asked) params.set('approval', 'waiting');
  if (view.sort !== first.sort || view.descending !== first.descending) {
    params.set('sort', `${view.descending ? '-' : ''}${view.sort}`);
  }
  const url = params.toString().replaceAll('%2C', ',');
  return url ? `?${url}` : '';
}

/** The query a view stands for, for one person. */
export function queryOf(view: ListView, meId: string): TicketQuery {
  return { ...view, assignees: view.assignees.map((id) => (id === 'me' ? meId : id)) };
}

/** The view with every filter off, its order kept. */
export function clearedView(view: ListView, role: Role): ListView {
  return { ...defaultView(role), sort: view.sort, descending: view.descending };
}

/** What waits for approval, all of it and whatever its status; from there, the view with every filter off. */
export function approvalView(view: ListView, role: Role): ListView {
  const cleared = clearedView(view, role);
  return view.asked ? { ...cleared, asked: false } : { ...cleared, statuses: [], asked: true };
}

/** Whether anything but the order differs from the first view. */
export function isFiltered(view: ListView, role: Role): boolean {
  return urlFromView(clearedView(view, role), role) !== urlFromView(view, role);
}

/** The view's name: `Active tickets`, `My new tickets`. */
export function viewTitle(view: ListView, role: Role): string {
  const mine = view.assignees.length === 1 && view.assignees[0] === 'me';
  const nobodys = view.assignees.length === 1 && view.assignees[0] === 'none';
  const owner = mine || !isStaff(role) ? 'My ' : nobodys ? 'Unassigned ' : '';
  const [only] = view.statuses;
  let which = '';
  if (view.statuses.length === 1 && only) which = statusLabels[only].toLowerCase();
  else if (isStaff(role) && sameValues(view.statuses, defaultStatuses(role))) which = 'active';
  const title = `${owner}${which} tickets${view.asked ? ' waiting for approval' : ''}`
    .replace(/\s+/g, ' ')
    .trim();
  return title.charAt(0).toUpperCase() + title.slice(1);
}
