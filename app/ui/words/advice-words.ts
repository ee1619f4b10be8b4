import { isLostAccess } from '../../../shared/rules/refusal.ts';
import type { RefusedChange } from '../../queries/types.ts';

/** The lists of the admins, whose entries have more in them than the fields of a refused change. */
const settingNames: ReadonlySet<string> = new Set(['calendar.set', 'sla-policy.set', 'ticket-template.set']);

/**
 * What to do where editing a refused change does not help, in one sentence; null where its fields are all there is to
 * say. `editable`: whether it has any.
 */
export function adviceWords(
  { name, reason }: Pick<RefusedChange, 'name' | 'reason'>,
  editable: boolean,
): string | null {
  const { code } = reason;
  if (code === 'not-allowed') return 'An admin can do it, or give you the role for it: then try again.';
  if (isLostAccess(reason))
    return name === 'conflict.resolve'
      ? 'If the ticket is still yours to change, change it there, and drop this.'
      : 'If somebody shares the ticket with you again, try again; else export your words for whoever has it.';
  if (settingNames.has(name) && code === 'bad-arguments')
    return 'Where these fields do not help, enter it anew in Settings, and drop this.';
  if (editable) return null;
  if (name === 'policy.set') return 'Choose anew in Settings, and drop this.';
  if (name === 'ticket.import') return 'Import it anew from its file, and drop this.';
  return 'Do it anew at its own place, and drop this.';
}
