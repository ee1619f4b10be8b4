import { useEffect, useRef, useState } from 'react';
import { settingValue } from '../../../shared/model/setting.ts';
import type { MutationArgs } from '../../../shared/mutations/registry.ts';
import type { Change } from '../../../shared/mutations/undo.ts';
import { mutateWithFiles } from '../../attach.ts';
import { mutate, newId, takeNumber } from '../../mutate.ts';
import { mutateMany } from '../../mutate-many.ts';
import { useKeep, useToast } from '../components/toasts.tsx';
import { useAttaching, type Attaching } from './use-attaching.ts';
import { cleanLine, cleanText } from '../words/clean-text.ts';
import { failureWords } from '../words/failure-words.ts';
import { draftFromForm, emptyForm, formFromDraft, type NewTicketForm } from '../words/new-ticket.ts';
import { changesOfTemplate } from '../words/template-form.ts';
import { useDraft, type DraftHandle } from './use-draft.ts';
import { useWorkspace } from './workspace-context.tsx';

/** The key of the one draft of a ticket that does not exist yet. */
const draftKey = 'new';

type CreateChange = { name: 'ticket.create'; args: MutationArgs<'ticket.create'> };

/** The form as it is shown and filed: with the team it will have. */
export type ShownForm = NewTicketForm & { teamId: string | null };

interface NewTicket {
  form: ShownForm;
  loaded: boolean;
  change: (part: Partial<NewTicketForm>) => void;
  /** Starts over, keeping the number that was set aside. */
  reset: () => void;
  /** Files it; resolves to the ticket's id, or null when the device refused. */
  file: () => Promise<string | null>;
  handle: DraftHandle;
  /** Files that go with it. */
  attaching: Attaching;
  /** Whether its template adds something to it once it is filed. */
  adds: () => boolean;
}

/**
 * The form of a new ticket with its draft. The number is taken once and stays with the draft, so that looking at the
 * form does not spend the device's lease. `teamId`: whose it is unless another is chosen.
 */
export function useNewTicket(meId: string, teamId: string | null): NewTicket {
  const handle = useDraft(draftKey);
  const { draft, loaded, change: changeDraft, current, clear } = handle;
  const attaching = useAttaching(draftKey);
  const keep = useKeep();
  const toast = useToast();
  const { directory } = useWorkspace();
  const formOf = (body: string) => (body === '' ? emptyForm(meId) : formFromDraft(body, meId));
  const typed = formOf(draft.body);
  const form: ShownForm = { ...typed, teamId: typed.teamId === undefined ? teamId : typed.teamId };
  const [id] = useState(newId);
  const write = (next: NewTicketForm) => changeDraft({ body: draftFromForm(next), internal: false });
  // On what was typed last, drawn or not: a number that arrives between two keystrokes must lose neither.
  const change = (part: Partial<NewTicketForm>) => write({ ...formOf(current().body), ...part });

  const latest = useRef(change);
  useEffect(() => {
    latest.current = change;
  });
  const taken = useRef(false);
  const filed = useRef(false);
  const needsNumber = loaded && form.number === null;
  useEffect(() => {
    // Filed from another window, its number is gone, and this form needs one of its own.
    if (loaded && !needsNumber && !filed.current) taken.current = false;
    if (!needsNumber || taken.current) return;
    taken.current = true;
    void takeNumber().then((number) => {
      if (number) latest.current({ number });
    });
  }, [loaded, needsNumber]);

  /** Changes as one step; what of them is not done is told. False where the ticket itself is not. */
  const doAll = async (changes: readonly Change[]): Promise<boolean> => {
    try {
      const { leftOut } = await mutateMany(changes);
      const refused = leftOut.find(({ change: { name } }) => name === 'ticket.create');
      // What builds on a ticket that is not there needs no words of its own.
      for (const { refusal } of refused ? [refused] : leftOut) toast({ text: refusal.message });
      return !refused;
    } catch (error) {
      toast({ text: failureWords(error) });
      return false;
    }
  };

  /** The ticket, its files, and what its template adds; what is not done of that last does not hold it up. */
  const fileAll = async (create: CreateChange, adds: readonly Change[]): Promise<boolean> => {
    const { files } = attaching;
    if (files.length) {
      const on = { ticketId: id, messageId: null, internal: false };
      if (!(await keep(mutateWithFiles(create, files, on)))) return false;
      if (adds.length) await doAll(adds);
      return true;
    }
    return await (adds.length ? doAll([create, ...adds]) : keep(mutate(create.name, create.args)));
  };

  const addsOf = (templateId: string | null): Change[] => {
    const setting = templateId === null ? undefined : directory.settings.get(templateId);
    const template = setting && !setting.archived && settingValue('ticket-template', setting);
    return template ? changesOfTemplate(id, template, newId) : [];
  };

  const file = async (): Promise<string | null> => {
    const { address, latitude, longitude, title, description, templateId, ...rest } = form;
    const line = cleanLine(address);
    const hasPlace = line !== '' || latitude !== null;
    const args = {
      ...rest,
      id,
      title: cleanLine(title),
      description: cleanText(description).trim(),
      place: hasPlace ? { address: line || null, latitude, longitude } : null,
    };
    const kept = await fileAll({ name: 'ticket.create', args }, addsOf(templateId));
    if (!kept) return null;
    filed.current = true;
    taken.current = true;
    // It is filed: a draft that stays must not make it look otherwise.
    await clear().catch(() => undefined);
    return id;
  };
  return {
    handle,
    attaching,
    adds: () => addsOf(form.templateId).length > 0,
    form,
    loaded,
    change,
    reset: () => {
      for (const { id } of attaching.files) attaching.drop(id);
      write({ ...emptyForm(meId), number: form.number });
    },
    file,
  };
}
