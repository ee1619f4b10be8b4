import { parseArgs } from 'node:util';
import { CannotStart } from '../cannot-start.ts';

export type ImportOptions = {
  file: string;
  /** Email of the admin in whose name it runs. Lower case, as are all emails here. */
  as: string;
  tenant?: string;
  mapping?: string;
  /** Email of the requester of rows that name none. */
  requester?: string;
  source?: string;
  dryRun: boolean;
};

const USAGE =
  'Usage: npm run import -- <file.csv> --as <admin email> [--tenant <slug>] [--mapping <file.json>] ' +
  '[--requester <email>] [--source <name>] [--dry-run]';

/** @throws {CannotStart} with what is wrong and the usage */
export function readOptions(args: string[]): ImportOptions {
  const { values, positionals } = parse(args);
  const [file, ...more] = positionals;
  if (file === undefined) throw new CannotStart(`No file to import is given.\n${USAGE}`);
  if (more.length > 0) throw new CannotStart(`One file at a time, please.\n${USAGE}`);
  if (!values.as?.trim()) throw new CannotStart(`Say in whose name with --as.\n${USAGE}`);
  const source = values.source?.trim();
  // oxlint-disable-next-line no-control-regex -- these are the characters to keep out
  if (source !== undefined && !/^[^\u0000-\u001f\u007f]{1,50}$/.test(source)) {
    throw new CannotStart('--source must be a name of 1 to 50 characters.');
  }
  return {
    file,
    as: emailOf(values.as),
    dryRun: values['dry-run'] ?? false,
    ...(values.tenant !== undefined && { tenant: values.tenant }),
    ...(values.mapping !== undefined && { mapping: values.mapping }),
    ...(values.requester !== undefined && { requester: emailOf(values.requester) }),
    ...(source !== undefined && { source }),
  };
}

const emailOf = (text: string) => text.trim().toLowerCase();

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const options = {
    as: text,
    tenant: text,
    mapping: text,
    requester: text,
    source: text,
    'dry-run': { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new CannotStart(`${(error as Error).message.split('. ')[0]}.\n${USAGE}`);
  }
}
