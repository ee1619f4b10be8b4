/** Why a mutation was not done. Codes are stable; messages are for people. */
export const refusalCodes = [
  'bad-arguments',
  'unknown-mutation',
  'too-large',
  'not-found',
  'not-allowed',
  'move-not-allowed',
  'reason-needed',
  'already-exists',
  'too-many-tags',
  'bad-value',
  'archived',
  'already-imported',
  'depends-on-refused',
  'internal-error',
  'already-linked',
  'already-merged',
  'circle',
  'too-many-links',
  'already-decided',
  'fields-needed',
  'too-many-items',
  'too-many-files',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export interface Refusal {
  code: RefusalCode;
  message: string;
  /** For forms: field → what is wrong with it. */
  details?: Record<string, string>;
}

/** The thing itself is not there for its author: where only something the change named is missing, details say what. */
export function isLostAccess({
  code,
  details = {},
}: {
  code?: string | undefined;
  details?: object | undefined;
}): boolean {
  return code === 'not-found' && Object.keys(details).length === 0;
}

export function refusal(code: RefusalCode, message: string, details?: Record<string, string>): Refusal {
  return details ? { code, message, details } : { code, message };
}
