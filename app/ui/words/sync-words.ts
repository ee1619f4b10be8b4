import { CLOCK_OFF_MS } from '../../../shared/clock/device-clock.ts';
import type { Stuck, SyncState, SyncStatus } from '../../queries/types.ts';
import { countWords } from './labels.ts';
import { agoWords, spanWords } from './time-words.ts';

/** How loud a state is: calm asks nothing of the person, heavy asks for a network some time soon, alert for them now. */
export type Tone = 'good' | 'busy' | 'held' | 'heavy' | 'alert';

export const stateTones: Readonly<Record<SyncState, Tone>> = {
  synced: 'good',
  sending: 'busy',
  filling: 'busy',
  queued: 'held',
  offline: 'held',
  'waiting-for-sign-in': 'alert',
  trouble: 'alert',
  'too-old': 'alert',
};

/** The state in one word or two, for the narrowest place it stands in. */
export const stateLabels: Readonly<Record<SyncState, string>> = {
  synced: 'Synced',
  sending: 'Sending',
  filling: 'Loading',
  queued: 'Queued',
  offline: 'Offline',
  'waiting-for-sign-in': 'Sign in',
  trouble: 'Trouble',
  'too-old': 'Update',
};

type Shown = Pick<
  SyncStatus,
  'state' | 'waiting' | 'refused' | 'files' | 'filesStuck' | 'lastSyncAt' | 'offlineSince'
>;

/** From so many unsent changes on, or from a change or a file of that age, the person is told what hangs on this device (SPEC B1). */
export const BACKLOG_CHANGES = 200;
export const BACKLOG_AGE_MS = 3 * 86_400_000;

/** More waits on this device, or for longer, than a day or two without a network explains. */
export interface Backlog {
  of: 'change' | 'file';
  count: number;
  /** Of the oldest, where that is what is told; null where their number alone is. */
  ageMs: number | null;
}

/**
 * What is to be said of the outbox by its size and age, else of the files on the way by their age; null while both are of
 * the usual kind (SPEC B1).
 */
export function backlogOf(
  {
    waiting,
    oldestAt,
    files,
    oldestFileAt,
  }: Pick<SyncStatus, 'waiting' | 'oldestAt' | 'files' | 'oldestFileAt'>,
  now: number,
): Backlog | null {
  const ageMs = oldAge(waiting, oldestAt, now);
  if (ageMs !== null || waiting >= BACKLOG_CHANGES) return { of: 'change', count: waiting, ageMs };
  const fileAgeMs = oldAge(files, oldestFileAt, now);
  return fileAgeMs === null ? null : { of: 'file', count: files, ageMs: fileAgeMs };
}

/** How long the oldest of so many has waited, in milliseconds; null while that is nothing to speak of. */
function oldAge(count: number, oldestAt: number | null, now: number): number | null {
  const ageMs = oldestAt === null ? 0 : now - oldestAt;
  return count > 0 && ageMs >= BACKLOG_AGE_MS ? ageMs : null;
}

/** A backlog makes what was calm a little less so. What is being sent, or needs the person already, stays as loud as it is. */
export function toneOf(state: SyncState, backlog: Backlog | null): Tone {
  const tone = stateTones[state];
  return tone === 'held' && backlog ? 'heavy' : tone;
}

/** What a backlog means: how much it is, that it is safe and where, and what to do about it. */
export function backlogSentence({ of, count, ageMs }: Backlog, state: SyncState): string {
  const one = count === 1;
  const age = ageMs === null ? '' : `${one ? '' : ', the oldest'} for ${spanWords(ageMs)}`;
  const much = `${countWords(count, of)} ${one ? 'waits' : 'wait'} here${age}.`;
  return `${much} ${one ? 'It is' : 'All of them are'} safe on this device, and nowhere else yet: keep the device and its browser’s data. ${backlogAdvice(state, one ? 'it is' : 'they are')}`;
}

function backlogAdvice(state: SyncState, are: string): string {
  switch (state) {
    case 'offline':
      return `When you next have a network, leave Waypost open until ${are} sent.`;
    case 'waiting-for-sign-in':
      return `Once you have signed in again, leave Waypost open until ${are} sent.`;
    case 'queued':
    case 'trouble':
    case 'too-old':
      return 'Waypost tries by itself. Should it stay like this with a network, whoever helps you will want the details for support.';
    case 'sending':
    case 'filling':
    case 'synced':
      return `Leave Waypost open until ${are} sent.`;
  }
}

/** The second line of the chip: how much waits, and for how long where that is much; else how fresh the device is. */
export function chipDetail(status: Shown, now: number, backlog: Backlog | null = null): string {
  const ageOf = (what: Backlog['of']): string =>
    backlog?.of === what && backlog.ageMs !== null && status.refused === 0
      ? ` ${backlog.count === 1 ? 'for' : 'up to'} ${spanWords(backlog.ageMs)}`
      : '';
  const counts = [
    status.waiting > 0 ? `${status.waiting.toLocaleString('en')} waiting${ageOf('change')}` : '',
    status.files > 0 && status.waiting === 0
      ? `${countWords(status.files, 'file')} on the way${ageOf('file')}`
      : '',
    status.filesStuck > 0 ? `${countWords(status.filesStuck, 'file')} not sent` : '',
    status.refused > 0 ? `${status.refused} refused` : '',
  ].filter(Boolean);
  if (counts.length > 0) return counts.join(', ');
  if (status.state === 'offline' && status.offlineSince !== null) {
    return `for ${spanWords(now - status.offlineSince)}`;
  }
  if (status.lastSyncAt === null) return status.state === 'filling' ? 'first delivery' : 'not yet';
  return agoWords(status.lastSyncAt, now);
}

/** The state as a full sentence, for screen readers and the head of the panel. */
export function stateSentence(status: Shown): string {
  const changes = countWords(status.waiting, 'change');
  const waiting = status.waiting > 0;
  const files = status.files > 0 && countWords(status.files, 'file');
  switch (status.state) {
    case 'synced':
      return status.refused > 0
        ? `The office refused ${countWords(status.refused, 'change')} of yours. Everything else has reached it.`
        : status.filesStuck > 0
          ? `All words have reached the office; ${countWords(status.filesStuck, 'file')} of yours ${status.filesStuck === 1 ? 'has' : 'have'} not.`
          : 'Everything here has reached the office.';
    case 'sending':
      if (!waiting && files) return `All words have reached the office. Sending ${files}.`;
      return waiting ? `Sending ${changes}.` : 'Talking to the office.';
    case 'filling':
      return 'Bringing your tickets to this device.';
    case 'queued':
      return `${changes} ${status.waiting === 1 ? 'waits' : 'wait'} to be sent.`;
    case 'offline':
      if (!waiting && files) return `No network. ${files} kept on this device.`;
      return waiting ? `No network. ${changes} kept on this device.` : 'No network. You can go on working.';
    case 'waiting-for-sign-in':
      return waiting ? `Sign in again to send ${changes}.` : 'Sign in again to receive news.';
    case 'too-old':
      return 'This version of Waypost is too old for news from the office. What you do is still sent.';
    case 'trouble':
      return waiting ? `Sending does not work. ${changes} kept on this device.` : 'Syncing does not work.';
  }
}

/** What the watchdog found, what it did, and what came of it. */
export function stuckSentence({ forMs, did, freedAt }: Stuck): string {
  const found = `Sending had not moved for ${spanWords(forMs)} although the office can be reached. Nothing is lost.`;
  const done = did === 'restarted' ? 'Waypost has begun sending anew' : 'This window has taken over sending';
  return freedAt === null
    ? `${found} ${done}, and tries on. Whoever helps you will want the diagnosis.`
    : `${found} ${done}, and it moves again.`;
}

/** Says that the device's clock is wrong, by how much, and that work is safe; null while it is right enough. */
export function clockSentence(skewMs: number): string | null {
  if (Math.abs(skewMs) < CLOCK_OFF_MS) return null;
  const direction = skewMs > 0 ? 'behind' : 'ahead';
  return `This device’s clock is ${spanWords(skewMs)} ${direction}. Your work is safe and reaches the office with the right time; Waypost shows times by the office’s clock. Set the clock in the device’s settings.`;
}

/** Says that the device's clock was obviously moved while nobody could ask the office for the time. */
export function jumpSentence(jumpMs: number): string {
  const direction = jumpMs < 0 ? 'back' : 'ahead';
  return `This device’s clock has jumped ${spanWords(jumpMs)} ${direction} since it last reached the office. Your work is safe, but times you see here may be off until it reaches the office again. Check the date and time in the device’s settings.`;
}
