import type { Load } from '../../queries/workload.ts';

/** `12 active, 3 overdue`, `free` for whoever has nothing. `ofSome`: only some tickets are seen here, and others may be more. */
export function loadWords(load: Load | undefined, ofSome = false): string {
  if (!load) return ofSome ? 'none that you see' : 'free';
  const overdue = load.overdue > 0 ? `, ${load.overdue.toLocaleString('en')} overdue` : '';
  return `${load.active.toLocaleString('en')} active${overdue}${ofSome ? ' that you see' : ''}`;
}
