import type { StepName, WaitingChange } from '../../queries/types.ts';
import { changeWords } from './change-words.ts';
import { countWords } from './labels.ts';
import type { Names } from './names.ts';

/** Changes in their order, those of one step together; whatever was a change by itself stays by itself. */
export function stepsOf<T extends { step: StepName | null }>(changes: readonly T[]): T[][] {
  const steps: T[][] = [];
  const byId = new Map<string, T[]>();
  for (const change of changes) {
    const { step } = change;
    const known = step && byId.get(step.id);
    if (known) known.push(change);
    else {
      const begun = [change];
      steps.push(begun);
      if (step) byId.set(step.id, begun);
    }
  }
  return steps;
}

/** What a step did, by the last of its changes: `Priority of 37 tickets → High`, `Undone: 37 tickets …`. */
export function stepWords(changes: readonly WaitingChange[], names: Names): string {
  const last = changes.at(-1);
  if (!last) return '';
  const tickets = new Set(changes.flatMap(({ ticketId }) => ticketId ?? [])).size;
  if (last.step?.undoes) return `Undone: what was done to ${countWords(tickets, 'ticket')}`;
  const many = tickets > 1 && last.ticketId !== null;
  return changeWords(many ? { ...last, ticketNumber: countWords(tickets, 'ticket') } : last, names);
}

/** How a step stands of which some was refused: `3 of 120 changes that you made in one step. …` */
export function refusedStepWords({ size, undoes }: StepName, refused: number): string {
  const what = undoes ? 'of an undo' : 'that you made in one step';
  if (refused === size) return `All ${countWords(size, 'change')} ${what}.`;
  return `${refused.toLocaleString('en')} of ${countWords(size, 'change')} ${what}. The others were not refused.`;
}
