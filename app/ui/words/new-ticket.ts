import { objectIn } from '../../../shared/lib/object-in.ts';
import { limits } from '../../../shared/model/limits.ts';
import { priorities, type Priority } from '../../../shared/model/ticket.ts';
import { cleanLine, cleanText } from './clean-text.ts';

/** The form of a new ticket as it is typed, and as its draft is kept. */
export interface NewTicketForm {
  title: string;
  description: string;
  priority: Priority;
  categoryId: string | null;
  requesterId: string;
  assigneeId: string | null;
  /** Undefined: nothing chosen, so that of whoever files it. */
  teamId: string | null | undefined;
  address: string;
  latitude: number | null;
  longitude: number | null;
  /** The number it will get, once the device has set one aside for it. */
  number: string | null;
  /** The template it was begun with, of which it gets what stands in it when it is filed. */
  templateId: string | null;
}

/** As long as nobody chooses another. */
export const usualPriority: Priority = 'medium';

export function emptyForm(requesterId: string): NewTicketForm {
  return {
    title: '',
    description: '',
    priority: usualPriority,
    categoryId: null,
    requesterId,
    assigneeId: null,
    teamId: undefined,
    address: '',
    latitude: null,
    longitude: null,
    number: null,
    templateId: null,
  };
}

/** A draft's text for the device; `formFromDraft` reads it back. */
export function draftFromForm(form: NewTicketForm): string {
  return JSON.stringify(form);
}

/** The form of a stored draft; a draft of another app version fills what it can. */
export function formFromDraft(body: string, requesterId: string): NewTicketForm {
  const form = emptyForm(requesterId);
  const read = objectIn(body);
  const text = (key: string, otherwise: string) => (typeof read[key] === 'string' ? read[key] : otherwise);
  const textOrNull = (key: string) => (typeof read[key] === 'string' ? read[key] : null);
  const numberOrNull = (key: string) => (typeof read[key] === 'number' ? read[key] : null);
  return {
    title: text('title', ''),
    description: text('description', ''),
    priority: priorities.find((priority) => priority === read['priority']) ?? form.priority,
    categoryId: textOrNull('categoryId'),
    requesterId: text('requesterId', requesterId),
    assigneeId: textOrNull('assigneeId'),
    teamId: 'teamId' in read ? textOrNull('teamId') : undefined,
    address: text('address', ''),
    latitude: numberOrNull('latitude'),
    longitude: numberOrNull('longitude'),
    number: textOrNull('number'),
    templateId: textOrNull('templateId'),
  };
}

/** What of a stored draft its writer knows it by. */
export function formWords(body: string): string {
  const { title, description } = formFromDraft(body, '');
  return [title, description].filter(Boolean).join('\n');
}

export type FormProblems = Partial<Record<'title' | 'description', string>>;

/** What keeps the form from being filed, by field. */
export function formProblems(form: NewTicketForm): FormProblems {
  const problems: FormProblems = {};
  const title = cleanLine(form.title);
  const description = cleanText(form.description).trim();
  if (title.length < limits.titleInForms) {
    problems.title = `Please give it a title of at least ${limits.titleInForms} characters.`;
  }
  if (description !== '' && description.length < limits.descriptionInForms) {
    problems.description = `Please say a little more (at least ${limits.descriptionInForms} characters), or leave it empty.`;
  }
  return problems;
}

/**
 * Why it cannot be filed with what is to go along: each is added to a ticket by somebody who sees it, and by filing it, it is
 * another team's. Null where it can.
 */
export function staysBehind({ files, template }: { files: boolean; template: boolean }): string | null {
  if (!files && !template) return null;
  const things =
    files && template ? 'Files and what the template adds' : files ? 'Files' : 'What the template adds';
  const then = files ? 'when they are sent' : 'after that';
  return `${things} cannot be added to a ticket that you will not see. File it for your own team, and hand it over ${then}.`;
}

/** Whether there is anything in it that would be a loss. */
export function isTyped(form: NewTicketForm): boolean {
  return form.title !== '' || form.description !== '' || form.address !== '';
}
