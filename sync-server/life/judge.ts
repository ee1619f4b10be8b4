import type { Life } from '../db/life.ts';

/** What a server last saw of its database, kept outside of it (SPEC I2). */
export type Seen = Pick<Life, 'id' | 'place' | 'position' | 'earlier'>;

/**
 * Whether the life that a database says it lives is over without its knowing (SPEC I2): `moved`, it is a copy or was
 * recovered; `put-back`, it is an earlier state of what this server has seen at the very same place. Undefined: it lives on.
 */
export function endOf(life: Life, seen: Seen | undefined): 'moved' | 'put-back' | undefined {
  if (life.began !== null && life.began !== life.place) return 'moved';
  if (seen?.place !== life.place) return undefined;
  if (seen.id === life.id) return life.position < seen.position ? 'put-back' : undefined;
  // Another life: one that was not before what was seen was begun since, because somebody had noticed, or was told.
  return seen.earlier.includes(life.id) ? 'put-back' : undefined;
}
