import type { RefusedChange, RefusedWork } from '../../queries/types.ts';

/** A refused change with all that builds on it, as JSON: own words and the reasons, nothing of what the office has. */
export function exportOf({ change, dependants }: Pick<RefusedWork, 'change' | 'dependants'>): string {
  return JSON.stringify({ ...plain(change), dependants: dependants.map(plain) }, null, 2);
}

function plain({ uid, name, args, ownOnly, at, reason }: RefusedChange) {
  const { code, message, details } = reason;
  return {
    id: uid,
    change: name,
    arguments: args,
    ...(ownOnly && { onlyOwnWords: true }),
    madeAt: new Date(at).toISOString(),
    refused: { code, message, details },
  };
}
