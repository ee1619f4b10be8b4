import type { Failure } from '../../queries/why-not.ts';

/** Said of whatever was asked, where the office has answered that it cannot just now. */
export const busyWords =
  'The office is busy, or in trouble itself. Nothing here is lost; try again in a moment.';

/** The heading where nothing came of a question. `away`: what cannot be shown without a network. */
export function notAskedHeading(state: Failure['state'], away: string): string {
  switch (state) {
    case 'offline':
      return away;
    case 'busy':
      return 'The office cannot answer just now';
    case 'refused':
      return 'The office said no';
  }
}

/** Why the log was not taken along. */
export function notTakenAlongWords({ state, problem }: Failure): string {
  if (state === 'busy') return `The log was not taken along. ${busyWords}`;
  return problem ?? 'The log was not taken along: the office did not answer.';
}
