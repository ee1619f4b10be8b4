import * as z from 'zod/mini';
import type { ChildKind, DirectoryKind, RowRef } from '../model/rows.ts';
import type { Chain } from './leading.ts';
import type { Plan, PlanInput } from './plan.ts';
import type { Earlier } from './versions.ts';

/** All rows of a kind under a ticket. */
export interface ChildList {
  kind: ChildKind;
  ticketId: string;
}

/** A named, versioned intent. Its plan is the only place that knows what it does, and runs on both sides. */
export interface Mutation<Args> {
  name: string;
  version: number;
  schema: z.ZodMiniType<Args>;
  /** How it was said in versions before this one. */
  earlier?: readonly Earlier[];
  /** The rows its plan looks at. The server locks the tickets among them before it reads anything. */
  reads(args: Args): RowRef[];
  /** The rows beside tickets that it writes: locked too before anything is read (SPEC L1). */
  locks?(args: Args): RowRef[];
  /** The rows of which it looks at all that a ticket has. */
  lists?(args: Args): ChildList[];
  /**
   * Where tickets lead that its plan may have to look at too. What they lead to is found by looking, and locked like what
   * it reads (SPEC L1); on a device it is there as far as the person may see it.
   */
  chains?(args: Args): Chain[];
  /** The tenant's lists that its plan looks at all of. */
  whole?(args: Args): readonly DirectoryKind[];
  /** How many entries it may write into a ticket's timeline; by default one. */
  events?: number;
  /** What the log keeps of one that writes nothing. */
  logs?(args: Args): Readonly<Record<string, unknown>>;
  /** Returns writes or a refusal, performs nothing; run on its own result it changes nothing. */
  plan(input: PlanInput<Args>): Plan;
}

export function defineMutation<S extends z.ZodMiniType>(
  definition: Omit<
    Mutation<z.infer<S>>,
    'schema' | 'reads' | 'locks' | 'lists' | 'chains' | 'whole' | 'logs' | 'plan'
  > & {
    schema: S;
    reads(args: z.infer<S>): RowRef[];
    locks?(args: z.infer<S>): RowRef[];
    lists?(args: z.infer<S>): ChildList[];
    chains?(args: z.infer<S>): Chain[];
    whole?(args: z.infer<S>): readonly DirectoryKind[];
    logs?(args: z.infer<S>): Readonly<Record<string, unknown>>;
    plan(input: PlanInput<z.infer<S>>): Plan;
  },
): Mutation<z.infer<S>> {
  return definition as unknown as Mutation<z.infer<S>>;
}
