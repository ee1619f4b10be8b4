import * as z from 'zod/mini';
import { cannedReplySchema, type CannedReply } from '../../../shared/model/canned-reply.ts';
import { limits } from '../../../shared/model/limits.ts';
import { unknownVariables } from '../../../shared/model/variable.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { formOfDraft, type Problems } from './form-draft.ts';

const formSchema = z.object({ name: z.string(), text: z.string() });
/** A canned reply as it is typed, and as its draft is kept. */
export type ReplyForm = z.infer<typeof formSchema>;

export const emptyReply = (): ReplyForm => ({ name: '', text: '' });
export const formOfReply = ({ name, text }: CannedReply): ReplyForm => ({ name, text });
export const replyOfDraft = (body: string): ReplyForm | null => formOfDraft(body, formSchema);

/** The canned reply a form stands for, or what keeps it from being one, by field: `name`, `text`. */
export function replyOfForm(
  form: ReplyForm,
): { value: CannedReply; problems?: never } | { value?: never; problems: Problems } {
  const { success, data } = cannedReplySchema.safeParse({
    name: cleanLine(form.name),
    text: cleanText(form.text),
  });
  if (success) return { value: data };
  const problems: Record<string, string> = {};
  const [name, text] = [nameProblem(form.name), preparedTextProblem(form.text)];
  if (name) problems['name'] = name;
  if (text) problems['text'] = text;
  return { problems: name || text ? problems : { '': 'This reply cannot be kept as it is.' } };
}

export function nameProblem(typed: string): string | undefined {
  const { length } = cleanLine(typed);
  return length < 1 || length > limits.name ? `A name of 1 to ${limits.name} characters.` : undefined;
}

/** What keeps a text from being one that is prepared for sending. */
export function preparedTextProblem(typed: string): string | undefined {
  const text = cleanText(typed);
  if (!text.trim()) return 'Write what is to be sent.';
  const over = text.length - limits.message;
  if (over > 0)
    return `A message has at most ${limits.message.toLocaleString('en')} characters: take ${over} out.`;
  const unknown = unknownVariables(text);
  if (!unknown.length) return undefined;
  return `${unknown.map((sign) => (sign.endsWith('}}') ? sign : `${sign.trim()}…`)).join(', ')} ${
    unknown.length === 1 ? 'is no variable' : 'are no variables'
  }: choose from those below.`;
}
