import { limits } from '../model/limits.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import type { Mutation } from './mutation.ts';
import { currentMutation } from './registry.ts';
import { versionOf } from './versions.ts';

export type Parsed =
  { mutation: Mutation<unknown>; args: unknown; refusal?: never } | { refusal: Refusal; mutation?: never };

/**
 * A mutation with its arguments, checked; the same on the device, where it keeps a bad one out of the queue, and on the
 * server, where it turns it into a refusal while the queue goes on (SPEC V2). An earlier version's arguments are checked
 * as they were then and answered as they are said today (SPEC V1).
 */
export function parseMutation(name: string, version: number, args: unknown): Parsed {
  const mutation = currentMutation(name);
  const said = mutation && versionOf(mutation, version);
  if (!said) {
    return { refusal: refusal('unknown-mutation', 'This server does not know this kind of change.') };
  }
  if (JSON.stringify(args ?? null).length > limits.argumentChars) {
    return { refusal: refusal('too-large', 'This change is larger than can be sent.') };
  }
  const parsed = said.schema.safeParse(args);
  if (parsed.success) return { mutation, args: said.toCurrent(parsed.data) };
  const details: Record<string, string> = {};
  for (const issue of parsed.error.issues) details[issue.path.join('.') || 'arguments'] = issue.message;
  return { refusal: refusal('bad-arguments', 'Some of what was entered cannot be taken.', details) };
}
