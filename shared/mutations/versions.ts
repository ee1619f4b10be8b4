import type * as z from 'zod/mini';
import type { Mutation } from './mutation.ts';

/** How a mutation was once said. A version that was shipped stays here for ever (SPEC V1). */
export interface Earlier {
  version: number;
  /** Of the arguments as they were then. */
  schema: z.ZodMiniType;
  /** Says them in the next version's words; what that version added gets the meaning its absence had. */
  upcast(args: unknown): unknown;
}

/** One version of a mutation: what its arguments look like, and how they are said today. */
export interface Version {
  schema: z.ZodMiniType;
  toCurrent(args: unknown): unknown;
}

/** The version of a mutation that a sender names; undefined where this side does not know it. */
export function versionOf(mutation: Mutation<unknown>, version: number): Version | undefined {
  if (mutation.version === version) return { schema: mutation.schema, toCurrent: (args) => args };
  const earlier = (mutation.earlier ?? []).toSorted((a, b) => a.version - b.version);
  const from = earlier.findIndex((step) => step.version === version);
  const first = earlier[from];
  if (!first) return undefined;
  const steps = earlier.slice(from);
  return {
    schema: first.schema,
    toCurrent: (args) => steps.reduce((said, step) => step.upcast(said), args),
  };
}

/** A mutation that takes the arguments of an earlier version, as they lie in an outbox that is older than the app. */
export function inVersion(mutation: Mutation<unknown>, version: number): Mutation<unknown> | undefined {
  const found = versionOf(mutation, version);
  if (!found || version === mutation.version) return found && mutation;
  return {
    ...mutation,
    version,
    schema: found.schema,
    reads: (args) => mutation.reads(found.toCurrent(args)),
    lists: (args) => mutation.lists?.(found.toCurrent(args)) ?? [],
    chains: (args) => mutation.chains?.(found.toCurrent(args)) ?? [],
    whole: (args) => mutation.whole?.(found.toCurrent(args)) ?? [],
    plan: (input) => mutation.plan({ ...input, args: found.toCurrent(input.args) }),
  };
}
