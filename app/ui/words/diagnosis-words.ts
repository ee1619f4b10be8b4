import type { Diagnosis } from '../../session/diagnosis.ts';
import { sizeWords } from './size-words.ts';
import { nearTime, spanWords } from './time-words.ts';

/** A fact in words: what it is called, and one line or more. */
export type FactRow = [term: string, ...lines: string[]];

const when = (text: string | null, now: number): string => (text ? nearTime(Date.parse(text), now) : '–');
const ofMs = (ms: number | null): string => (ms === null ? '' : `, oldest ${spanWords(ms)}`);

/** A device's diagnosis as the panel lists it. The copied text has all of it, this the part that is read at a glance. */
export function diagnosisRows(diagnosis: Diagnosis): FactRow[] {
  const { app, replica, server, state, scopes, outbox, refusals, conflicts, errors, clock, storage, tabs } =
    diagnosis;
  const now = Date.parse(diagnosis.at ?? '');
  const { queued, answered, refused } = outbox;
  return [
    ['App', `${app.version}, protocol ${app.protocol}${state.tooOld ? ', too old for news' : ''}`],
    [
      'This device',
      replica ? replica.id : 'not known to the office yet',
      replica
        ? `number ${replica.ord ?? '–'}, ${replica.answered} of ${replica.counter} changes answered`
        : '',
    ],
    ['Server life', server.incarnation ?? '–'],
    [
      'Holds',
      ...scopes.map(
        (scope) =>
          `${scope.scope}: ${scope.filling ? 'loading' : (scope.digest ?? 'in between')}, seen from ${scope.replicasSeen} devices`,
      ),
    ],
    ['Waiting', `${queued?.count ?? 0}${ofMs(queued?.oldestMs ?? null)}`],
    ['Arrived, coming back', `${answered?.count ?? 0}${ofMs(answered?.oldestMs ?? null)}`],
    [
      'Refused',
      `${refused?.count ?? 0}`,
      ...Object.entries(refusals).map(([name, count]) => `${count} × ${name}`),
    ],
    ['Overwritten', `${conflicts.open} open, ${conflicts.ruled} by a rule, ${conflicts.settled} settled`],
    ['Last contact', when(state.lastSync, now)],
    [
      'Next try',
      when(state.nextTry, now),
      state.failuresInARow ? `${state.failuresInARow} failures in a row` : '',
    ],
    ['Stream', tabs.stream],
    ['Leading tab', leadWords(tabs)],
    [
      'Clock',
      clock.aheadMs === 0 ? 'right' : `${spanWords(clock.aheadMs)} ${clock.aheadMs > 0 ? 'ahead' : 'behind'}`,
    ],
    [
      'Storage',
      `${sizeWords(storage.usedBytes)} of ${sizeWords(storage.quotaBytes)}, ${persistenceWords(storage.persistent)}`,
    ],
    [
      'Last errors',
      ...(errors.length
        ? errors.slice(0, 8).map(({ at, source, name, code, times }) => {
            const how = [name, code].filter(Boolean).join(' ');
            return `${when(at, now)} ${source}: ${how}${times > 1 ? ` (${times} times)` : ''}`;
          })
        : ['none']),
    ],
  ].map(([term, ...lines]): FactRow => [term ?? '', ...lines.filter((line) => line !== '')]);
}

/** Whether the browser has promised to keep what is stored. */
export function persistenceWords(persistent: boolean | null): string {
  if (persistent === null) return 'no word on how long it stays';
  return persistent ? 'kept until you sign out' : 'may be removed by the browser';
}

function leadWords({ thisTabLeads, someTabLeads, tabsWaitingToLead }: Diagnosis['tabs']): string {
  const who = thisTabLeads ? 'this one' : someTabLeads ? 'another' : 'none';
  return `${who}, ${tabsWaitingToLead} more open`;
}
