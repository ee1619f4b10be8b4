import type { SyncStatus } from '../../queries/types.ts';
import { nearTime, spanWords } from './time-words.ts';

/** What the person may rely on now, one plain sentence each. */
export function safetySentences(status: SyncStatus, now: number): string[] {
  const sentences: string[] = [];
  if (status.waiting > 0) {
    sentences.push(
      'Waiting changes are saved on this device. They stay through a reload, a restart or a flat battery.',
      `Nobody else sees them until they are sent. ${
        status.state === 'waiting-for-sign-in'
          ? 'That happens by itself once you have signed in again.'
          : status.state === 'offline'
            ? 'That happens by itself when the network is back.'
            : 'That happens by itself.'
      }`,
    );
  } else if (status.refused + status.files + status.filesStuck === 0) {
    sentences.push('Nothing waits on this device: the office has confirmed every change you made here.');
  }
  if (status.oldestAt !== null) {
    sentences.push(`The oldest unsent change is ${spanWords(now - status.oldestAt)} old.`);
  }
  if (status.oldestFileAt !== null) {
    sentences.push(`The oldest file on the way is ${spanWords(now - status.oldestFileAt)} old.`);
  }
  if (status.refused > 0) {
    sentences.push('A refused change is kept here until you drop it; it never holds up the others.');
  }
  if (status.nextTryAt !== null && status.nextTryAt > now) {
    sentences.push(
      `${status.paused ? 'The office asked for patience: next try' : 'Next try'} at ${nearTime(status.nextTryAt, now)}.`,
    );
  }
  if (status.offlineSince !== null) {
    sentences.push(`Offline since ${nearTime(status.offlineSince, now)}.`);
  }
  return sentences;
}
