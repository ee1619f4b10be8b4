import type { Message } from '../../../shared/model/conversation.ts';
import { withoutMentions } from '../../../shared/rules/mentions.ts';
import type { Directory } from '../../queries/types.ts';

/** What a message says as somebody would type it: names where people are called. */
export function typedBody({ body }: Pick<Message, 'body'>, { people }: Pick<Directory, 'people'>): string {
  return withoutMentions(body, (id) => people.get(id)?.name);
}
