import { roles } from '../../model/directory.ts';
import { isActive, statuses } from '../../model/ticket.ts';
import { moves } from '../lifecycle.ts';
import { may } from '../permissions.ts';

const who = (needs: (typeof moves)[number]['needs']): string =>
  roles.filter((role) => may(role, needs)).join(', ');

/** `docs/lifecycle.md`: the one table of moves, drawn and listed. */
export function drawing(): string {
  const arrows = moves.map(({ from, to, needs, reason }) => {
    const notes = [...(may('user', needs) ? ['requester too'] : []), ...(reason ? ['says why'] : [])];
    return `  ${from} --> ${to}${notes.length ? `: ${notes.join(', ')}` : ''}`;
  });
  const rows = moves.map(
    ({ from, to, needs, reason }) => `| ${from} | ${to} | ${who(needs)} | ${reason ? 'needed' : ''} |`,
  );
  return `# The life of a ticket

Drawn from the table in \`shared/rules/lifecycle.ts\` by its test; to draw it anew: \`npx vitest run shared/rules/lifecycle.test.ts -u\`.

\`\`\`mermaid
stateDiagram-v2
  [*] --> new
${arrows.join('\n')}
\`\`\`

Active: ${statuses.filter(isActive).join(', ')}. \`closed\` is the soft delete: out of the lists of active work, found in the archive, restored with a reason.

| from | to | who | reason |
|---|---|---|---|
${rows.join('\n')}

What moves a ticket beside these, each by a rule of its own in the same file or in \`shared/mutations\`:

| what happens | the ticket goes |
|---|---|
| somebody of the staff takes it | new → open |
| its requester replies while it is pending | pending → open |
| its requester replies within the tenant's days after it was resolved | resolved → open |
| its requester replies later, or once it is closed | stays; another ticket opens that follows it |
| the tenant's days after it was resolved are over | resolved → closed |
| it is merged into another | any → closed |
| that is undone, and nobody has changed its status since | closed → as it was |
`;
}
