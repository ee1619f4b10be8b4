import type { OutboxEntry } from '../../app/store/database.ts';
import type { Notice } from '../../shared/model/notice.ts';
import { limits } from '../../shared/model/limits.ts';
import type { MutationArgs } from '../../shared/mutations/registry.ts';

/** What people do with what they are told: read it, take up again what was refused, or let go of that. */
export const dealings = ['read', 'retry', 'drop'] as const;
export type Dealing = (typeof dealings)[number];

/** Some of what a person was told is read, or is to stand out again. */
export function reading(
  told: readonly Notice[],
  b: number,
  c: number,
): MutationArgs<'notice.read'> | undefined {
  const some = c % 3 ? told.filter((_, nth) => nth % 3 === b % 3) : told;
  const ids = some.slice(0, limits.noticesAtOnce).map(({ id }) => id);
  return ids.length ? { ids, read: c % 5 > 0 } : undefined;
}

/** A refused change as its person edits it before it is tried again: a text becomes one that was not written before. */
export function edited({ name, args }: OutboxEntry, word: string): unknown {
  const given = args as Record<string, unknown>;
  if (name === 'ticket.set-title' || name === 'ticket.create') return { ...given, title: `title ${word}` };
  if (name === 'ticket.set-description') return { ...given, description: `description ${word}` };
  return args;
}

/** What a decision on a conflict writes. */
export function writeIn({ args }: OutboxEntry): { name: string; args: Record<string, unknown> } | undefined {
  return (args as { write?: { name: string; args: Record<string, unknown> } | null }).write ?? undefined;
}

/**
 * I1: what was refused after a restore because what it was done to was not back is made anew without anybody; of a decision
 * on a conflict, what it wrote.
 */
export function dealtByItself(entry: OutboxEntry): Dealing | undefined {
  const { earlierLife, verdict, name } = entry;
  if (!earlierLife || verdict?.code !== 'not-found') return undefined;
  return name === 'conflict.resolve' && !writeIn(entry) ? 'drop' : 'retry';
}
