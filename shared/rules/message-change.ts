import type { Message } from '../model/conversation.ts';
import { isRedacted } from '../model/conversation.ts';
import { refusal, type Refusal } from './refusal.ts';
import { isStaff, may } from './permissions.ts';
import type { Role } from '../model/directory.ts';

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

/**
 * For so long after it was written its author may change what a message says, by the time of the work. The staff a day:
 * a day in the field, with its notes, ends in the evening. Requesters a quarter of an hour, for what was typed wrong:
 * later somebody has answered it.
 */
export const editableMs = { staff: 24 * HOUR_MS, requester: 15 * MINUTE_MS } as const;

type Written = Pick<Message, 'authorId' | 'body' | 'staff' | 'createdAt'>;
interface Changer {
  id: string;
  /** In which role they meet the ticket. */
  role: Role;
}

/** Until when its author may change a message, in milliseconds since 1970. */
export const editableUntil = ({ staff, createdAt }: Pick<Written, 'staff' | 'createdAt'>): number =>
  createdAt + (staff ? editableMs.staff : editableMs.requester);

/** Why somebody may not give a message other words; undefined where they may: only its author, for a while. */
export function editRefusal(
  message: Written,
  { id }: Pick<Changer, 'id'>,
  atMs: number,
): Refusal | undefined {
  if (message.authorId !== id) return refusal('not-allowed', 'Only who wrote a message may change it.');
  if (isRedacted(message))
    return refusal('not-allowed', 'What it said was taken back, and cannot be changed any more.', {
      messageId: 'redacted',
    });
  if (atMs > editableUntil(message))
    return refusal(
      'not-allowed',
      'It was written too long ago to be changed: write another message instead.',
      {
        messageId: 'late',
      },
    );
  return undefined;
}

/**
 * Why somebody may not take back what a message says; undefined where they may: who wrote it at any time, since what should
 * not have been said does not become right with time; of others only an admin.
 */
export function redactRefusal(
  { authorId }: Pick<Written, 'authorId'>,
  { id, role }: Changer,
): Refusal | undefined {
  if (authorId === id || may(role, 'messages:redact')) return undefined;
  return refusal(
    'not-allowed',
    isStaff(role)
      ? 'Only who wrote a message, or an admin, may take back what it says.'
      : 'Only who wrote a message may take back what it says.',
  );
}
