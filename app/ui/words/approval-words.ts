import type { Approval } from '../../../shared/model/approval.ts';
import { approvalDaysIn, isApprovalWanted, type ApprovalKey } from '../../../shared/model/policy.ts';
import { countWords } from './labels.ts';

/** What was asked for, as the beginning of a sentence: `Raising it to Urgent`. */
export function wishWords({ what, toValue }: Pick<Approval, 'what' | 'toValue'>): string {
  switch (what) {
    case 'urgent':
      return 'Raising it to Urgent';
    case 'unanswered':
      return `${toValue === 'closed' ? 'Closing' : 'Resolving'} it without a reply`;
    case 'reopened':
      return 'Opening it again after a long time';
    default:
      // A newer app may ask for what this one does not know.
      return `A change (${String(what satisfies never)})`;
  }
}

const stateWords: Readonly<Record<string, string>> = {
  pending: 'asked an admin',
  approved: 'approved',
  rejected: 'rejected',
  withdrawn: 'took back',
  overtaken: 'approved, too late:',
};

/** What became of a request, to be read after a name: `rejected: raising it to urgent`. */
export function approvalEventWords(value: unknown): string {
  const { what, to, state } = (value ?? {}) as { what?: Approval['what']; to?: string; state?: string };
  const wish = what ? wishWords({ what, toValue: to ?? '' }) : 'A change';
  const verb = stateWords[state ?? ''] ?? 'decided on a request';
  return `${verb}: ${wish.charAt(0).toLowerCase()}${wish.slice(1)}`;
}

/** What a tenant may want an admin's word for, as the screen calls it. */
export const approvalLabels: Readonly<Record<ApprovalKey, string>> = {
  'approve-urgent': 'Urgent tickets',
  'approve-unanswered': 'Settling without a reply',
  'approve-reopened': 'Opening settled tickets again',
};

export const approvalHints: Readonly<Record<ApprovalKey, string>> = {
  'approve-urgent':
    'Raising a ticket to Urgent, or making one: a new one is High until an admin has approved it.',
  'approve-unanswered':
    'Resolving or closing a ticket to which nobody of the desk has replied. To merge one into somebody else’s ticket is then for admins.',
  'approve-reopened': 'By the staff, and long after the ticket was resolved.',
};

/** The days a tenant may choose from, after which opening a settled ticket needs a word. */
const dayChoices = [0, 7, 14, 30, 90, 180, 365] as const;

/** The choices of such a setting, as a form has them. */
export function approvalOptions(key: ApprovalKey): (readonly [value: string, label: string])[] {
  if (key !== 'approve-reopened')
    return [
      ['no', 'Nobody is asked'],
      ['yes', 'An admin approves'],
    ];
  const words = (days: number) =>
    days === 0 ? 'An admin approves, always' : `An admin approves, after ${countWords(days, 'day')}`;
  return [['no', 'Nobody is asked'], ...dayChoices.map((days) => [String(days), words(days)] as const)];
}

/** What a tenant has chosen, as such a form has it. */
export function approvalChoice(key: ApprovalKey, value: unknown): string {
  if (key === 'approve-reopened') return String(approvalDaysIn(value) ?? 'no');
  return isApprovalWanted(value) ? 'yes' : 'no';
}

/** What a form has, as the policy takes it. */
export function approvalValue(key: ApprovalKey, choice: string): 'no' | 'yes' | number {
  if (key === 'approve-reopened' && choice !== 'no') return Number(choice);
  return choice === 'yes' ? 'yes' : 'no';
}

/** A setting and its value in words: `Urgent tickets “An admin approves”`. */
export function approvalPolicyWords(key: ApprovalKey, value: unknown): string {
  const choice = approvalChoice(key, value);
  const label = approvalOptions(key).find(([known]) => known === choice)?.[1];
  return `${approvalLabels[key]} “${label ?? `An admin approves, after ${countWords(Number(choice), 'day')}`}”`;
}
