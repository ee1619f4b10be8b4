import {
  daysIn,
  fieldIdIn,
  isApprovalKey,
  isDaysKey,
  mergeKey,
  mergeRules,
  mergeRulesIn,
  ruledRegisters,
  type DaysKey,
  type MergeRule,
  type RuledRegister,
} from '../../../shared/model/policy.ts';
import { approvalOptions, approvalPolicyWords } from './approval-words.ts';
import { countWords } from './labels.ts';
import { subjectLabel } from './conflict-words.ts';
import type { Names } from './names.ts';

/** What becomes of two changes that were made at once. */
export const ruleWords: Readonly<Record<MergeRule, string>> = {
  last: 'The last change stands',
  first: 'The first change stands',
  ask: 'Ask who came later',
};

/** Which tickets agents see. */
export const agentsSeeWords = { all: 'Every ticket', 'own-teams': 'Their teams’ tickets' } as const;

/** What a tenant counts in days, as the screen calls it. */
export const daysLabels: Readonly<Record<DaysKey, string>> = {
  'reopen-days': 'A reply reopens a resolved ticket for',
  'close-after-days': 'A resolved ticket closes itself after',
  'archive-after-days': 'A closed ticket goes to the archive after',
};

/** What a tenant may choose a rule for, as the screen calls it. */
export function ruledLabel(register: RuledRegister, names: Names): string {
  return register === 'field'
    ? 'Other custom fields'
    : subjectLabel({ kind: 'ticket', rowId: '', register }, names);
}

/** A setting and its value in words: `Agents see “Every ticket”`. Null for a key this app does not know. */
export function policyWords(key: string, valueOf: (key: string) => unknown, names: Names): string | null {
  if (key === 'agents-see')
    return `Agents see “${agentsSeeWords[valueOf(key) as 'all'] ?? agentsSeeWords.all}”`;
  if (isApprovalKey(key)) return approvalPolicyWords(key, valueOf(key));
  if (isDaysKey(key)) return `${daysLabels[key]} “${countWords(daysIn(key, valueOf(key)), 'day')}”`;
  const fieldId = fieldIdIn(key);
  const rules = mergeRulesIn(valueOf, fieldId === undefined ? [] : [fieldId]);
  const said = (label: string, rule: MergeRule = 'last') => `${label} “${ruleWords[rule]}”`;
  if (fieldId !== undefined) return said(names.field(fieldId), rules[`field:${fieldId}`] ?? rules.field);
  const ofRegister = (register: RuledRegister) => said(ruledLabel(register, names), rules[register]);
  if (key === 'merge') return ruledRegisters.map(ofRegister).join(', ');
  const register = ruledRegisters.find((known) => key === mergeKey(known));
  return register === undefined ? null : ofRegister(register);
}

/** The choices of a setting, or none where it is not one choice. */
export function policyOptions(key: string): (readonly [value: string, label: string])[] {
  if (key === 'agents-see') return Object.entries(agentsSeeWords);
  if (isApprovalKey(key)) return approvalOptions(key);
  if (key.startsWith('merge-')) return mergeRules.map((rule) => [rule, ruleWords[rule]] as const);
  return [];
}
