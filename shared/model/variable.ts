/** What a prepared text may leave open, as `{{requester.name}}`, and what each is called where it cannot be told. */
export const variables = {
  'requester.name': 'requester’s name',
  'requester.first-name': 'requester’s first name',
  'ticket.number': 'ticket number',
  'ticket.title': 'ticket title',
  'ticket.status': 'status',
  'ticket.priority': 'priority',
  'assignee.name': 'assignee',
  'team.name': 'team',
  'agent.name': 'your name',
  'agent.first-name': 'your first name',
  'workspace.name': 'workspace',
} as const;
export type Variable = keyof typeof variables;

export const variableNames = Object.keys(variables) as Variable[];

/** `requester.name` → `{{requester.name}}` */
export const variableSign = (name: Variable): string => `{{${name}}}`;

/** A variable with what stands between its braces; one that is not closed ends with its line. */
const signs = /\{\{([^{}\n]*)(?:\}\}|$|(?=[{\n]))/gm;

/** The variable that these words between two braces name; undefined where there is none of that name. */
export function variableNamed(words: string): Variable | undefined {
  const name = words.trim().toLowerCase();
  return Object.hasOwn(variables, name) ? (name as Variable) : undefined;
}

/** What a text has in double braces that is no variable, as it stands there, each once. */
export function unknownVariables(text: string): string[] {
  const found = [...text.matchAll(signs)];
  const unknown = found.filter(
    ([sign, words = '']) => !sign.endsWith('}}') || variableNamed(words) === undefined,
  );
  return [...new Set(unknown.map(([sign]) => sign))];
}
