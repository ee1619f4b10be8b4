import type { ReactNode } from 'react';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { examplesOf } from '../words/policy-example.ts';
import { promisedIn, type PolicyForm } from '../words/policy-form.ts';
import { PriorityShape } from './marks.tsx';

/** What the form above would mean for tickets created now, as their own countdowns will say it. */
export function PolicyExample({ form }: { form: PolicyForm }): ReactNode {
  const { promises } = useWorkspace();
  const now = useNow();
  const promised = promisedIn(form);
  const calendars = promises?.calendars ?? new Map();
  const examples = promised && examplesOf(promised, calendars, form.priorities, now);
  const zone = form.calendarId === null ? undefined : calendars.get(form.calendarId)?.timeZone;
  return (
    <section
      className="form-part policy-example"
      aria-labelledby="example-title"
      data-testid="policy-example"
    >
      <h2 id="example-title">For example</h2>
      {examples?.map(({ priority, words }) => (
        <p key={priority}>
          <PriorityShape priority={priority} /> {words}
        </p>
      ))}
      {examples?.length === 0 && <p>Nothing is promised: tickets that this policy fits have no deadline.</p>}
      {examples === null && <p className="faint">It stands here once the times above can be read.</p>}
      {zone && <p className="field-hint">Times are yours; the calendar’s are those of {zone}.</p>}
    </section>
  );
}
