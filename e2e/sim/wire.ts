// As much of PostgreSQL's wire protocol as it takes to stand between a client and a database.

/** The message that a client sends first; it alone has no type. */
export function isStartup(bytes: Buffer): boolean {
  return bytes.length >= 8 && bytes.readInt32BE(4) === 196_608;
}

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
};

const text = (...parts: string[]): Buffer => Buffer.from(parts.map((part) => `${part}\0`).join(''), 'utf8');

/** What a server answers to a startup that needs no password. */
export function welcome(): Buffer {
  return Buffer.concat([
    message('R', Buffer.alloc(4)),
    message('S', text('server_version', '18.0')),
    message('S', text('client_encoding', 'UTF8')),
    message('K', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])),
    message('Z', Buffer.from('I')),
  ]);
}

/** A simple query. */
export const queryMessage = (sql: string): Buffer => message('Q', text(sql));

/** Takes whole messages off the front of what has been received. */
export function takeMessages(buffer: Buffer): { messages: { type: string; bytes: Buffer }[]; rest: Buffer } {
  const messages: { type: string; bytes: Buffer }[] = [];
  let at = 0;
  while (buffer.length - at >= 5) {
    const end = at + 1 + buffer.readInt32BE(at + 1);
    if (end > buffer.length) break;
    messages.push({ type: String.fromCharCode(buffer[at] ?? 0), bytes: buffer.subarray(at, end) });
    at = end;
  }
  return { messages, rest: buffer.subarray(at) };
}

/** What an answer says of the transaction it leaves, and of what it did. */
export interface Answered {
  /** `I`: no transaction is open. Undefined: the answer is not at its end. */
  status: string | undefined;
  wrote: boolean;
}

export function readAnswer(messages: { type: string; bytes: Buffer }[]): Answered {
  let status: string | undefined;
  let wrote = false;
  for (const { type, bytes } of messages) {
    if (type === 'Z') status = String.fromCharCode(bytes[5] ?? 0);
    if (type === 'C') wrote ||= /^(INSERT|UPDATE|DELETE)/.test(bytes.toString('latin1', 5));
  }
  return { status, wrote };
}

/** The first column of the last row of an answer, as text; null when there is none. Throws what the database says went wrong. */
export function lastValue(messages: { type: string; bytes: Buffer }[]): string | null {
  let value: string | null = null;
  for (const { type, bytes } of messages) {
    if (type === 'E') throw new Error(bytes.toString('utf8', 5).replaceAll('\0', ' '));
    if (type !== 'D') continue;
    const length = bytes.readInt32BE(7);
    value = length < 0 ? null : bytes.toString('utf8', 11, 11 + length);
  }
  return value;
}
