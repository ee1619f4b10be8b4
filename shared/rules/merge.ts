import { compareDots, sameDot, type Dot } from '../clock/dot.ts';
import type { MergeRule, MergeRules } from '../model/policy.ts';
import type { RowRef } from '../model/rows.ts';
import type { Mark } from '../model/versioned.ts';

/** A register's value with the mark it was written under. */
export interface Cell<T = unknown> {
  value: T;
  mark: Mark;
}

/** True when a write marked `a` stands over one marked `b`: by effective stamp, ties by dot (SPEC M1). */
export function wins(a: Mark, b: Mark): boolean {
  if (a[2] !== b[2]) return a[2] > b[2];
  return compareDots([a[0], a[1]], [b[0], b[1]]) > 0;
}

/** The value that stands of two. Commutative, associative and idempotent: any order of arrival settles alike. */
export function merge<T>(a: Cell<T>, b: Cell<T>): Cell<T> {
  return wins(b.mark, a.mark) ? b : a;
}

/** An identity this replica descends from: its dots up to `upTo` are this replica's own (SPEC O4). */
export type Ancestor = readonly [replica: number, upTo: number];

/**
 * Whether a writer had the standing value before its eyes (SPEC M3): it named that value's dot, or the value is its
 * own, or of an identity it descends from.
 */
export function hadSeen(
  standing: Dot,
  base: Dot | null | undefined,
  writer: number,
  ancestors: readonly Ancestor[],
): boolean {
  if (sameDot(standing, base) || standing[0] === writer) return true;
  return ancestors.some(([replica, upTo]) => replica === standing[0] && standing[1] <= upTo);
}

/** What a tenant has chosen for a register; for a custom field its own rule, else the one for all of them (SPEC M4). */
export function mergeRuleOf(
  rules: MergeRules,
  { kind, id }: Pick<RowRef, 'kind' | 'id'>,
  register: string,
): MergeRule {
  const chosenFor = (key: string): MergeRule | undefined =>
    Object.hasOwn(rules, key) ? rules[key as keyof MergeRules] : undefined;
  if (kind === 'fieldValue') return chosenFor(`field:${id}`) ?? chosenFor('field') ?? 'last';
  return (kind === 'ticket' ? chosenFor(register) : undefined) ?? 'last';
}

/** How a write met the value that stands on the server. */
export interface Meeting {
  /** The writer had seen it (hadSeen). */
  seen: boolean;
  /** Both say the same. */
  same: boolean;
  /** The writer's device had named what it saw there; a write of the server's plan alone has not, and raises nothing. */
  named: boolean;
  /** The write is the later one (wins). */
  later: boolean;
  rule: MergeRule;
}

export interface Outcome {
  stands: 'written' | 'standing';
  /** Whose value is kept as a conflict: the writer's, that of whoever wrote the standing one, or none. */
  loser: 'writer' | 'other' | null;
  /** Settled by the rule: the loser is told, and asked nothing. */
  ruled: boolean;
}

/** The one table of what becomes of a register (SPEC M1, M3, M4). */
export function decide({ seen, same, named, later, rule }: Meeting): Outcome {
  if (seen) return { stands: 'written', loser: null, ruled: false };
  const latest = later ? 'written' : 'standing';
  // Equal values are no conflict, but take the dot; what no person overlooked raises none.
  if (same || !named) return { stands: latest, loser: null, ruled: false };
  if (rule === 'last') return { stands: latest, loser: later ? 'other' : 'writer', ruled: false };
  return { stands: 'standing', loser: 'writer', ruled: rule === 'first' };
}
