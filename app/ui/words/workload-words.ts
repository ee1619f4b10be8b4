import type { Load } from '../../queries/workload.ts';

/** `12 active, 3 overdue`, `free` for whoever has nothing. */
export function loadWords(load: Load | undefined): string {
  if (!load) return 'free';
  const overdue = load.overdue > 0 ? `, ${load.overdue.toLocaleString('en')} overdue` : '';
  return `${load.active.toLocaleString('en')} active${overdue}`;
}
