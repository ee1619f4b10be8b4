import * as z from 'zod/mini';
import type { RowRef } from '../model/rows.ts';
import type { Plan, PlanInput } from './plan.ts';

/** A named, versioned intent. Its plan is the only place that knows what it does, and runs on both sides. */
export interface Mutation<Args> {
  name: string;
  version: number;
  schema: z.ZodMiniType<Args>;
  /** The rows its plan looks at. The server locks the tickets among them before it reads anything. */
  reads(args: Args): RowRef[];
  /** Returns writes or a refusal, performs nothing; run on its own result it changes nothing. */
  plan(input: PlanInput<Args>): Plan;
}

export function defineMutation<S extends z.ZodMiniType>(
  definition: Omit<Mutation<z.infer<S>>, 'schema' | 'reads' | 'plan'> & {
    schema: S;
    reads(args: z.infer<S>): RowRef[];
    plan(input: PlanInput<z.infer<S>>): Plan;
  },
): Mutation<z.infer<S>> {
  return definition as unknown as Mutation<z.infer<S>>;
}
