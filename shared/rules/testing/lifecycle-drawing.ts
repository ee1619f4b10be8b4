import { roles } from '../../model/directory.ts';
import { isActive, statuses, type Status } from '../../model/ticket.ts';
import { moves, replyLeadsTo, statusRegister, type Move, type ReplyLeadsTo } from '../lifecycle.ts';
import { defaultPolicy } from '../sla/targets.ts';
import { may } from '../permissions.ts';

const who = (needs: (typeof moves)[number]['needs']): string =>
  roles.filter((role) => may(role, needs)).join(', ');

const DAY = 86_400_000;

const stands = (status: Status): boolean => defaultPolicy.pausedIn.some((one) => one === status);

/** What a move does beside changing the status, by the rules themselves. */
function effectOf({ from, to }: Pick<Move, 'from' | 'to'>): string {
  const { resolvedAt, closedAt } = statusRegister({ resolvedAt: isActive(from) ? null : 1 }, to, 2);
  return [
    ...(resolvedAt === 2 ? ['resolved from then on'] : []),
    ...(closedAt === 2 ? ['closed from then on'] : []),
    ...(isActive(to) && !isActive(from) ? ['no longer resolved'] : []),
    ...(stands(to) ? ['its time to be resolved stands still'] : []),
    ...(stands(from) && isActive(to) ? ['its time goes on'] : []),
  ].join(', ');
}

const replyWords: Readonly<Record<ReplyLeadsTo, string>> = {
  stays: 'stays',
  reopens: '→ open',
  'follow-up': 'stays; another ticket opens that follows it',
};

/** What a reply of its requester does in each status, within the tenant's days and after them, by the rule itself. */
const replies = statuses.map((status) => {
  const settled = isActive(status) ? null : 0;
  const after = (atMs: number): string => {
    const ticket = { status, resolvedAt: settled, closedAt: status === 'closed' ? 0 : null };
    return replyWords[replyLeadsTo(ticket, atMs, 7)];
  };
  return `| ${status} | ${after(DAY)} | ${after(8 * DAY)} |`;
});

/** `docs/lifecycle.md`: the one table of moves, drawn and listed. */
export function drawing(): string {
  const arrows = moves.map(({ from, to, needs, reason }) => {
    const notes = [...(may('user', needs) ? ['requester too'] : []), ...(reason ? ['says why'] : [])];
    return `  ${from} --> ${to}${notes.length ? `: ${notes.join(', ')}` : ''}`;
  });
  const rows = moves.map(
    ({ from, to, needs, reason }) =>
      `| ${from} | ${to} | ${who(needs)} | ${reason ? 'needed' : ''} | ${effectOf({ from, to })} |`,
  );
  return `# The life of a ticket

Drawn from the table in \`shared/rules/lifecycle.ts\` by its test; to draw it anew: \`npx vitest run shared/rules/lifecycle.test.ts -u\`.

\`\`\`mermaid
stateDiagram-v2
  [*] --> new
${arrows.join('\n')}
\`\`\`

Active: ${statuses.filter(isActive).join(', ')}. \`closed\` is the soft delete: out of the lists of active work, found in the archive, restored with a reason.

| from | to | who | reason | effect |
|---|---|---|---|---|
${rows.join('\n')}

A reply of its requester; what one of the staff says who has filed it, and does not work on it, opens it again while it is pending:

| status | within the tenant's days | later |
|---|---|---|
${replies.join('\n')}

What moves a ticket beside these, each by a rule of its own in the same file or in \`shared/mutations\`:

| what happens | the ticket goes |
|---|---|
| somebody of the staff takes it | new → open |
| the tenant's days after it was resolved are over | resolved → closed |
| its resolution is overdue | new, open, pending → escalated, by the server |
| work comes to light that was done in time | escalated → as it was, by the server |
| it is restored from the archive | closed → open, saying why |
| whoever moved it takes that back within a day | → as it was |
| it is merged into another | any → closed |
| that is undone, and nobody has changed its status since | closed → as it was |
`;
}
