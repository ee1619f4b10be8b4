import type { Diagnosis } from '../../session/diagnosis.ts';
import { sizeWords } from './size-words.ts';
import { nearTime, spanWords } from './time-words.ts';

/** A fact in words: what it is called, and one line or more. */
export type FactRow = [term: string, ...lines: string[]];

/** Said of what the storage was asked for and did not answer. */
const UNKNOWN = 'not known';

const when = (text: string | null | undefined, now: number): string => {
  if (text === undefined) return UNKNOWN;
  return text === null ? '–' : nearTime(Date.parse(text), now);
};
const countOf = (some: { count: number; oldestMs: number | null } | undefined): string => {
  if (!some) return UNKNOWN;
  return some.oldestMs === null ? `${some.count}` : `${some.count}, oldest ${spanWords(some.oldestMs)}`;
};

/** A device's diagnosis as the panel lists it. The copied text has all of it, this the part that is read at a glance. */
export function diagnosisRows(diagnosis: Diagnosis): FactRow[] {
  const { app, replica, server, state, scopes, outbox, refusals, conflicts, errors, clock, storage, tabs } =
    diagnosis;
  const silent = new Set(diagnosis.unanswered);
  const now = Date.parse(diagnosis.at ?? '');
  const { queued, answered, refused } = outbox ?? {};
  return [
    ['App', `${app.version}, protocol ${app.protocol}${state.tooOld ? ', too old for news' : ''}`],
    [
      'This device',
      replica ? replica.id : silent.has('replica') ? UNKNOWN : 'not known to the office yet',
      replica
        ? `number ${replica.ord ?? '–'}, ${replica.answered} of ${replica.counter} changes answered`
        : '',
    ],
    ['Server life', server.incarnation ?? (silent.has('sync') ? UNKNOWN : '–')],
    [
      'Holds',
      ...(scopes?.map(
        (scope) =>
          `${scope.scope}: ${scope.filling ? 'loading' : (scope.digest ?? 'in between')}, seen from ${scope.replicasSeen} devices`,
      ) ?? [UNKNOWN]),
    ],
    ['Waiting', countOf(queued)],
    ['Arrived, coming back', countOf(answered)],
    [
      'Refused',
      refused ? `${refused.count}` : UNKNOWN,
      ...Object.entries(refusals ?? {}).map(([name, count]) => `${count} × ${name}`),
    ],
    ['Files', ...fileLines(diagnosis.files)],
    [
      'Overwritten',
      conflicts
        ? `${conflicts.open} open, ${conflicts.ruled} by a rule, ${conflicts.settled} settled`
        : UNKNOWN,
    ],
    ['Last contact', when(state.lastSync, now)],
    [
      'Next try',
      when(state.nextTry, now),
      state.failuresInARow ? `${state.failuresInARow} failures in a row` : '',
    ],
    ['Stream', tabs.stream ?? UNKNOWN],
    ['Leading tab', leadWords(tabs)],
    ['Clock', clock ? aheadWords(clock.aheadMs) : UNKNOWN],
    [
      'Storage',
      `${sizeWords(storage.usedBytes)} of ${sizeWords(storage.quotaBytes)}, ${persistenceWords(storage.persistent)}`,
    ],
    [
      'Last errors',
      ...(errors?.slice(0, 8).map(({ at, source, name, code, times }) => {
        const how = [name, code].filter(Boolean).join(' ');
        return `${when(at, now)} ${source}: ${how}${times > 1 ? ` (${times} times)` : ''}`;
      }) ?? [UNKNOWN]),
      errors?.length === 0 ? 'none' : '',
    ],
  ].map(([term, ...lines]): FactRow => [term ?? '', ...lines.filter((line) => line !== '')]);
}

function fileLines(files: Diagnosis['files']): string[] {
  if (!files) return [UNKNOWN];
  const { waiting, sending, stuck, problems, leftBytes, oldestMs } = files;
  return [
    `${waiting} waiting, ${sending} sending, ${stuck} stuck`,
    oldestMs === null ? '' : `${sizeWords(leftBytes)} left, oldest ${spanWords(oldestMs)}`,
    ...Object.entries(problems).map(([code, count]) => `${count} × ${code}`),
  ];
}

/** Whether the browser has promised to keep what is stored. */
export function persistenceWords(persistent: boolean | null): string {
  if (persistent === null) return 'no word on how long it stays';
  return persistent ? 'kept until you sign out' : 'may be removed by the browser';
}

function aheadWords(aheadMs: number): string {
  return aheadMs === 0 ? 'right' : `${spanWords(aheadMs)} ${aheadMs > 0 ? 'ahead' : 'behind'}`;
}

function leadWords({ thisTabLeads, someTabLeads, tabsWaitingToLead }: Diagnosis['tabs']): string {
  const who = thisTabLeads ? 'this one' : someTabLeads ? 'another' : 'none';
  if (tabsWaitingToLead === undefined) return thisTabLeads ? who : UNKNOWN;
  return `${who}, ${tabsWaitingToLead} more open`;
}
