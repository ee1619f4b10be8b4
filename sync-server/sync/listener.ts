import type { Grants } from '../../shared/rules/scopes.ts';

/** Bytes that may wait for one slow reader before it is dropped; it comes back and pulls. */
const QUEUE_BYTES = 1024 * 1024;

/** Whose stream it is: a session that ends, or grants that change, close it. */
export interface Holder {
  sessionId: string;
  grants: Grants;
}

/**
 * One open stream. Writing never waits: what the reader has not taken stays in a bounded queue, and a reader whose
 * queue is full is dropped (SPEC S7).
 */
export class Listener {
  readonly body: ReadableStream<Uint8Array>;
  readonly audience: string;
  readonly holder: Holder;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #onGone: () => void;
  #end: NodeJS.Timeout;

  /** Ends by itself after `lastsMs`, as the token it was opened with does. */
  constructor(audience: string, holder: Holder, lastsMs: number, onGone: (listener: Listener) => void) {
    this.audience = audience;
    this.holder = holder;
    this.#onGone = () => onGone(this);
    this.#end = setTimeout(() => this.close(), lastsMs).unref();
    this.body = new ReadableStream<Uint8Array>(
      { start: (controller) => void (this.#controller = controller), cancel: () => this.#forget() },
      new ByteLengthQueuingStrategy({ highWaterMark: QUEUE_BYTES }),
    );
  }

  /** Queues bytes that are already encoded; false when the reader was dropped instead. */
  send(chunk: Uint8Array): boolean {
    if (!this.#controller) return false;
    if ((this.#controller.desiredSize ?? 0) < chunk.byteLength) {
      this.close();
      return false;
    }
    this.#controller.enqueue(chunk);
    return true;
  }

  close(): void {
    try {
      this.#controller?.close();
    } catch {
      // The reader cancelled in the same moment: the stream is already closed.
    }
    this.#forget();
  }

  #forget(): void {
    if (!this.#controller) return;
    this.#controller = undefined;
    clearTimeout(this.#end);
    this.#onGone();
  }
}

const encoder = new TextEncoder();

/** A server-sent event as bytes. `data` must be a single line, as JSON is. */
export function encodeEvent(event: string, data: string): Uint8Array {
  return encoder.encode(`event: ${event}\ndata: ${data}\n\n`);
}

/** A comment: keeps proxies from closing a quiet stream, and tells the reader that the server is alive. */
export const heartbeat: Uint8Array = encoder.encode(': here\n\n');
