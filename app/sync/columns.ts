import { kindCodes, type RowKind } from '../../shared/model/rows.ts';

/** The columns of the kinds this app knows, as the server names them. */
export function rowKindsOf(columns: Record<string, string[]>): Partial<Record<RowKind, string[]>> {
  return Object.fromEntries(Object.entries(columns).filter(([kind]) => kind in kindCodes));
}
