import { parseSync, type ESTree } from 'vite';

/** The title of one test, and the rules it names. */
export interface Citation {
  title: string;
  rules: string[];
}

type Node = { type: string; [key: string]: unknown };

/**
 * What the tests of a file say they show. Only the title of a test that runs counts: no comment, no `describe`, nothing
 * skipped; and only rules named one by one, since `O1–O4` on a title is said more easily than shown.
 */
export function citationsIn(file: string, source: string): Citation[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const citations: Citation[] = [];
  walk(program as ESTree.Program & Node, (node) => {
    if (node.type !== 'CallExpression' || !isTest(node['callee'] as Node)) return;
    const title = textOf((node['arguments'] as Node[])[0]);
    if (title !== undefined) citations.push({ title, rules: rulesIn(title) });
  });
  return citations;
}

/** `test(…)`, `test.each(…)(…)`. */
function isTest(callee: Node): boolean {
  if (callee.type === 'Identifier') return callee['name'] === 'test';
  if (callee.type !== 'CallExpression') return false;
  const { type, object, property } = callee['callee'] as Node & { object?: Node; property?: Node };
  return type === 'MemberExpression' && isTest(object as Node) && property?.['name'] === 'each';
}

/** A literal title; of a template its fixed parts. */
function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node?.type !== 'TemplateLiteral') return undefined;
  return (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('…');
}

function rulesIn(title: string): string[] {
  const alone = title.replaceAll(/\b[A-Z]\d+\s*(?:[–—-]|to|\.\.+|…)\s*[A-Z]?\d+\b/g, '');
  return [...alone.matchAll(/\b[A-Z]\d{1,2}\b/g)].map(([id]) => id);
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (typeof child === 'object' && child !== null && 'type' in child) walk(child as Node, visit);
  }
}
