import * as z from 'zod/mini';
import { useState, type FormEvent, type ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { visitOutcomes, visitOutcomeSchema, type Visit } from '../../../shared/model/visit.ts';
import { visitProblem } from '../../../shared/mutations/visit.ts';
import { mutate } from '../../mutate.ts';
import { useEntryForm } from '../hooks/use-entry-form.ts';
import { cleanText } from '../words/clean-text.ts';
import { outcomeLabels } from '../words/field-work-words.ts';
import { fieldTime, momentTyped } from '../words/local-time.ts';
import { fullTime } from '../words/time-words.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';
import { MomentField } from './moment-field.tsx';
import { useKeep } from './toasts.tsx';

interface VisitDialogProps {
  visit: Visit;
  /** What is offered for when they left, where nothing stands there: milliseconds since 1970. */
  leavesAt: number | null;
  onClose: () => void;
}

const formSchema = z.object({
  arrived: z.string(),
  leaves: z.string(),
  outcome: z.nullable(visitOutcomeSchema),
  note: z.string(),
});
type VisitForm = z.infer<typeof formSchema>;

/** From when to when somebody was there, with what outcome. */
export function VisitDialog({ visit, leavesAt, onClose }: VisitDialogProps): ReactNode {
  const { ticketId, id } = visit;
  const keep = useKeep();
  const left = visit.leftAt ?? leavesAt;
  const offered = visit.leftAt === null && leavesAt !== null;
  const standing: VisitForm = {
    arrived: fieldTime(visit.arrivedAt),
    leaves: left === null ? '' : fieldTime(left),
    outcome: visit.outcome,
    note: visit.note,
  };
  const entry = { field: `visit:${id}`, ticketId, standing, schema: formSchema };
  const { form, change, told, leave } = useEntryForm(entry, onClose);
  const { arrived, leaves, outcome, note } = form;
  const overtaken = told('outcome', visit.outcome === null ? '' : outcomeLabels[visit.outcome]);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const put = async (removed: boolean, arrivedAt: number, leftAt: number | null) => {
    const args = { ticketId, id, arrivedAt, leftAt, outcome, note: cleanText(note), removed };
    if (await keep(mutate('visit.set', args))) leave();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const arrivedAt = momentTyped(arrived, visit.arrivedAt);
    const leftAt = leaves === '' ? null : momentTyped(leaves, left);
    const wrong = arrivedAt === null ? undefined : visitProblem(arrivedAt, leftAt)?.message;
    const found = {
      ...(arrivedAt === null && { arrived: 'Please say when.' }),
      ...(wrong && { leaves: wrong }),
    };
    setProblems(found);
    if (arrivedAt !== null && !wrong) void put(false, arrivedAt, leftAt);
  };
  return (
    <Dialog title="Visit" testId="visit-dialog" onClose={onClose}>
      <form className="form" noValidate onSubmit={save}>
        <div className="form-pair">
          <MomentField
            label="Arrived"
            told={told('arrived', fullTime(visit.arrivedAt))}
            problem={problems['arrived']}
            value={arrived}
            onValue={(typed) => change({ arrived: typed })}
          />
          <MomentField
            label="Left"
            // What is merely offered lies over nothing.
            told={offered ? '' : told('leaves', left === null ? '' : fullTime(left))}
            hint="Empty while you are there."
            problem={problems['leaves']}
            value={leaves}
            onValue={(typed) => change({ leaves: typed })}
          />
        </div>
        <fieldset className="outcomes">
          <legend>Outcome</legend>
          {visitOutcomes.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="outcome"
                checked={outcome === one}
                onChange={() => change({ outcome: one })}
              />
              {outcomeLabels[one]}
            </label>
          ))}
          <p role="status" className="field-hint meanwhile">
            {overtaken}
          </p>
        </fieldset>
        <Field label="Note" told={told('note')} optional>
          {(own) => (
            <textarea
              {...own}
              dir="auto"
              rows={3}
              maxLength={limits.visitNote}
              value={note}
              onChange={(event) => change({ note: event.target.value })}
            />
          )}
        </Field>
        <FormActions submit="Save" onClose={leave}>
          <button
            type="button"
            className="button button-danger"
            onClick={() => void put(true, visit.arrivedAt, visit.leftAt)}
          >
            Remove visit
          </button>
        </FormActions>
      </form>
    </Dialog>
  );
}
