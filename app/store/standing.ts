import { rowRegisters, type RowKind } from '../../shared/model/rows.ts';
import type { Mark } from '../../shared/model/versioned.ts';
import { registerValue } from '../../shared/mutations/apply.ts';
import type { Standing, Verdict } from '../../shared/protocol/push.ts';

/**
 * What a verdict says stands, register by register. A whole row (`*`) carries what was written in it since it was made
 * among its columns: each of these stands under a mark of its own, and may be older or newer than what is here.
 */
export function standingOf(verdict: Verdict | undefined): Standing[] {
  return (verdict?.standing ?? []).flatMap((standing) => [standing, ...writtenSince(standing)]);
}

function writtenSince([key, register, columns]: Standing): Standing[] {
  const [kind] = key.split('/') as [RowKind];
  const over = register === '*' ? (columns['over'] as Record<string, Mark> | null | undefined) : undefined;
  return Object.entries(over ?? {}).flatMap(([name, [r, n, s]]): Standing[] =>
    name in rowRegisters[kind] ? [[key, name, registerValue(kind, columns, name), [r, n, s]]] : [],
  );
}
