import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { limits } from '../../../shared/model/limits.ts';
import type { Role } from '../../../shared/model/directory.ts';
import { priorities, type Priority } from '../../../shared/model/ticket.ts';
import { worksOn } from '../../../shared/rules/scopes.ts';
import { AttachButtons } from '../components/attach-buttons.tsx';
import { ChosenFiles } from '../components/chosen-files.tsx';
import { Field } from '../components/field.tsx';
import { Glyph } from '../components/glyph.tsx';
import { PriorityShape } from '../components/marks.tsx';
import { OtherDrafts } from '../components/other-drafts.tsx';
import { PersonPicker } from '../components/person-picker.tsx';
import { Pick } from '../components/pick.tsx';
import { PlaceField } from '../components/place-field.tsx';
import { TemplatePick } from '../components/template-pick.tsx';
import { takePasted } from '../hooks/use-attaching.ts';
import { useDroppedFiles } from '../hooks/use-dropped-files.ts';
import { useLoads } from '../hooks/use-loads.ts';
import { useNewTicket, type ShownForm } from '../hooks/use-new-ticket.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName, fittingFor, grantsIn, ownTeam } from '../words/choices.ts';
import { numberFollows, priorityLabels } from '../words/labels.ts';
import {
  formProblems,
  formWords,
  isTyped,
  staysBehind,
  type FormProblems,
  type NewTicketForm,
} from '../words/new-ticket.ts';
import type { Directory } from '../../queries/types.ts';
import { withTemplate } from '../words/template-form.ts';
import '../styles/ticket.css';
import '../styles/files.css';

/** Files a ticket. It exists on the device with the press of the button, with or without a network. */
export function NewTicketScreen(): ReactNode {
  const { me, staff, directory } = useWorkspace();
  const [, navigate] = useLocation();
  const { handle, attaching, adds, form, loaded, change, reset, file } = useNewTicket(
    me.id,
    ownTeam(directory, me),
  );
  const [problems, setProblems] = useState<FormProblems>({});
  const [filing, setFiling] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const dropping = useDroppedFiles(element, attaching.add);
  const stays = staysBehind({
    files: attaching.files.length > 0 && leavesBy(directory, me, form),
    template: !worksOn(grantsIn(directory, me), form) && adds(),
  });

  const ready = loaded && !filing && attaching.busy === 0 && stays === null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The keyboard asks the form itself, whatever its button says.
    if (!ready) return;
    const wrong = formProblems(form);
    setProblems(wrong);
    const [first] = Object.keys(wrong);
    if (first) {
      element.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    setFiling(true);
    const id = await file().finally(() => setFiling(false));
    if (id) navigate(`/tickets/${id}`, { replace: true });
  };

  return (
    <section className="pane new-ticket" aria-labelledby="new-title" aria-busy={!loaded}>
      <title>New ticket – Waypost</title>
      <header className="new-head">
        <h1 id="new-title">New ticket</h1>
        <p>
          It gets the number <strong className="ticket-number">{form.number ?? numberFollows}</strong>
        </p>
      </header>
      <form
        ref={element}
        className={dropping ? 'form composer-dropping' : 'form'}
        noValidate
        onSubmit={(event) => void submit(event)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) element.current?.requestSubmit();
        }}
        onPaste={(event) => takePasted(event, attaching.add)}
      >
        <fieldset className="form-body" disabled={!loaded}>
          {staff && (
            <TemplatePick
              templateId={form.templateId}
              onPick={(id, template, before) =>
                change(fitted(directory, me, form.assigneeId, withTemplate(form, id, template, before)))
              }
            />
          )}
          <Words form={form} change={change} problems={problems} />
          <div className="form-pair">
            <PriorityField form={form} change={change} />
            <CategoryField form={form} change={change} />
          </div>
          {staff && <StaffFields form={form} change={change} />}
          <PlaceField form={form} change={change} />
          <div className="new-files">
            <span aria-hidden="true">Photos and files</span>
            <AttachButtons onFiles={attaching.add} />
            <ChosenFiles {...attaching} />
          </div>
        </fieldset>
        {stays !== null && (
          <p id="new-stays" className="form-problem" role="alert">
            {stays}
          </p>
        )}
        <OtherDrafts handle={handle} words={({ body }) => formWords(body)} />
        <div className="dialog-actions">
          <button
            type="submit"
            className="button button-main"
            disabled={!ready}
            aria-describedby={stays === null ? undefined : 'new-stays'}
          >
            Create ticket
          </button>
          {(isTyped(form) || attaching.files.length > 0) && (
            <button type="button" className="button" onClick={reset}>
              Start over
            </button>
          )}
          <p className="faint">
            <Glyph name="check" /> What you type is kept on this device as you go.
          </p>
        </div>
      </form>
    </section>
  );
}

interface FormPartProps {
  form: ShownForm;
  change: (part: Partial<NewTicketForm>) => void;
}

function Words({ form, change, problems }: FormPartProps & { problems: FormProblems }): ReactNode {
  return (
    <>
      <Field label="Title" hint="What is wrong, in a few words." problem={problems.title}>
        {(attributes) => (
          <input
            {...attributes}
            name="title"
            dir="auto"
            autoComplete="off"
            required
            maxLength={limits.title}
            value={form.title}
            onChange={(event) => change({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label="Description" optional problem={problems.description}>
        {(attributes) => (
          <textarea
            {...attributes}
            name="description"
            dir="auto"
            rows={6}
            maxLength={limits.description}
            value={form.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function PriorityField({ form, change }: FormPartProps): ReactNode {
  return (
    <Pick
      label="Priority"
      value={form.priority}
      mark={<PriorityShape priority={form.priority} />}
      onPick={(priority) => change({ priority: priority as Priority })}
    >
      {priorities.map((priority) => (
        <option key={priority} value={priority}>
          {priorityLabels[priority]}
        </option>
      ))}
    </Pick>
  );
}

/** What is out of use is given to no ticket, and nobody one of a team whose tickets they do not see. */
function fitted(
  directory: Directory,
  me: { id: string; role: Role },
  assigneeId: string | null,
  { categoryId = null, teamId, ...chosen }: Partial<NewTicketForm>,
): Partial<NewTicketForm> {
  const { categories, teams } = directory;
  const category = categoryId !== null && categories.get(categoryId)?.archived ? null : categoryId;
  const team = teamId && teams.get(teamId)?.archived ? undefined : teamId;
  const shown = team === undefined ? ownTeam(directory, me) : team;
  return { ...chosen, categoryId: category, teamId: team, assigneeId: staying(directory, shown, assigneeId) };
}

/** Whether who files it will not see it: it is another team's, and not filed for themselves. */
function leavesBy(
  directory: Directory,
  me: { id: string; role: Role },
  { requesterId, teamId }: Pick<ShownForm, 'requesterId' | 'teamId'>,
): boolean {
  return requesterId !== me.id && !worksOn(grantsIn(directory, me), { teamId });
}

/** The assignee, where they see the tickets of this team; else nobody. */
function staying(directory: Directory, teamId: string | null, assigneeId: string | null): string | null {
  return fittingFor(directory, teamId).some(({ id }) => id === assigneeId) ? assigneeId : null;
}

function CategoryField({ form, change }: FormPartProps): ReactNode {
  const { directory } = useWorkspace();
  const gone = form.categoryId ? directory.categories.get(form.categoryId) : undefined;
  return (
    <Pick label="Category" value={form.categoryId ?? ''} onPick={(id) => change({ categoryId: id || null })}>
      <option value="">No category</option>
      {gone?.archived && <option value={gone.id}>{gone.name} (out of use)</option>}
      {byName(directory.categories.values()).map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Pick>
  );
}

function StaffFields({ form, change }: FormPartProps): ReactNode {
  const { directory, me, names } = useWorkspace();
  const { teamId, assigneeId, requesterId } = form;
  const people = useLoads('people');
  const teams = useLoads('teams');
  const fitting = fittingFor(directory, teamId);
  // What was chosen in a draft may have gone since: it is shown, or nobody would know what is refused.
  const goneTeam = teamId ? directory.teams.get(teamId) : undefined;
  const isGone = assigneeId !== null && !fitting.some(({ id }) => id === assigneeId);
  const pickTeam = (next: string | null) =>
    change({ teamId: next, assigneeId: staying(directory, next, assigneeId) });
  const leaves = leavesBy(directory, me, form);
  return (
    <>
      <PersonPicker
        label="Requester"
        personId={requesterId}
        onPick={(requesterId) => change({ requesterId })}
      />
      <div className="form-pair">
        <Pick
          label="Team"
          value={teamId ?? ''}
          mark={<Glyph name="team" />}
          onPick={(id) => pickTeam(id || null)}
          testId="new-team"
          onLook={teams.setLooks}
        >
          <option value="">No team</option>
          {goneTeam?.archived && <option value={goneTeam.id}>{goneTeam.name} (out of use)</option>}
          {byName(directory.teams.values()).map(({ id, name }) => (
            <option key={id} value={id}>
              {name + teams.loadOf(id)}
            </option>
          ))}
        </Pick>
        <Pick
          label="Assignee"
          value={assigneeId ?? ''}
          mark={<Glyph name="person" />}
          onPick={(id) => change({ assigneeId: id || null })}
          testId="new-assignee"
          onLook={people.setLooks}
        >
          <option value="">Unassigned</option>
          {isGone && <option value={assigneeId}>{names.person(assigneeId)} (does not see it)</option>}
          {fitting.some(({ id }) => id === me.id) && (
            <option value={me.id}>{`${me.name} (me)${people.loadOf(me.id)}`}</option>
          )}
          {fitting
            .filter(({ id }) => id !== me.id)
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name + people.loadOf(id)}
              </option>
            ))}
        </Pick>
      </div>
      {leaves && (
        <p className="field-hint" role="status">
          You see the tickets of your own teams. Filed like this, it is handed over and leaves your list.
        </p>
      )}
    </>
  );
}
