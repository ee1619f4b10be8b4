import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What happens to one request on its way through the gate. */
export interface Fate {
  /** Passes so many bytes of the reply's body, then cuts the connection. */
  cutAfterBytes?: number;
  /** Passes so many bytes of the request's body, then cuts the connection. */
  cutRequestAfterBytes?: number;
  /** Awaited while the server works; the reply is passed on only if this says so, else the connection is cut. */
  hold?: () => Promise<boolean>;
}

/** How many requests of one kind are open, and how many ever were at once. */
export interface Meter {
  now: number;
  most: number;
  ever: number;
}

/**
 * Stands between a browser and the server, at an address that outlives both, and breaks what passes when told to.
 * Host and headers go through as they are.
 */
export class Gate {
  /** The server's port; 0: nobody is there. */
  upstream: number;
  /** The network is gone: nothing is answered, not even refused politely. */
  down = false;
  /** Decides over a request; asked once for each. */
  fate: (path: string) => Fate | undefined = () => undefined;
  readonly streams: Meter = { now: 0, most: 0, ever: 0 };
  readonly pushes: Meter = { now: 0, most: 0, ever: 0 };
  /** Bytes of the latest whole reply to each path. */
  readonly sizes = new Map<string, number>();
  #sockets = new Set<Socket>();
  #http = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));

  constructor(upstream: number) {
    this.upstream = upstream;
  }

  async open(): Promise<this> {
    this.#http.on('connection', (socket) => {
      if (this.down) socket.destroy();
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /**
   * Holds the next request to this path. `meanwhile` runs while the server works on it, and says whether its reply may
   * pass; resolves when that is decided.
   */
  holdNext(path: string, meanwhile: () => Promise<boolean>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.fate = (asked) => {
        if (asked !== path) return undefined;
        this.fate = () => undefined;
        const hold = meanwhile();
        hold.then(() => resolve(), reject);
        return { hold: () => hold };
      };
    });
  }

  get url(): string {
    return `http://localhost:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Breaks every connection there is. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The network goes, and every connection with it. */
  goDown(): void {
    this.down = true;
    this.cut();
  }

  forgetMeters(): void {
    for (const meter of [this.streams, this.pushes]) meter.most = meter.ever = meter.now;
  }

  async close(): Promise<void> {
    this.goDown();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, headers, url = '/' } = incoming;
    const path = new URL(url, 'http://gate').pathname;
    const fate = this.fate(path);
    const verdict = fate?.hold?.() ?? Promise.resolve(true);
    const uncount = this.#count(path);
    const onward = request({
      host: '127.0.0.1',
      port: this.upstream,
      method,
      path: url,
      headers,
      agent: false,
    });
    outgoing.once('close', () => {
      uncount();
      onward.destroy();
    });
    onward.on('error', () => outgoing.destroy());
    onward.on('response', (reply) => {
      void verdict.then(
        (passes) => (passes ? this.#answer(path, reply, outgoing, fate) : outgoing.destroy()),
        () => outgoing.destroy(),
      );
    });
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes <= (fate?.cutRequestAfterBytes ?? Infinity)) onward.write(chunk);
      else outgoing.destroy();
    });
    incoming.on('end', () => onward.end());
  }

  #answer(path: string, reply: IncomingMessage, outgoing: ServerResponse, fate: Fate | undefined): void {
    if (outgoing.destroyed) return;
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
    outgoing.flushHeaders();
    let bytes = 0;
    reply.on('data', (chunk: Buffer) => {
      const left = (fate?.cutAfterBytes ?? Infinity) - bytes;
      bytes += chunk.byteLength;
      if (chunk.byteLength <= left) outgoing.write(chunk);
      else outgoing.write(chunk.subarray(0, left), () => outgoing.destroy());
    });
    reply.on('end', () => {
      if (bytes > (fate?.cutAfterBytes ?? Infinity)) return;
      this.sizes.set(path, bytes);
      outgoing.end();
    });
    reply.on('close', () => {
      if (!reply.complete) outgoing.destroy();
    });
  }

  /** Counts a stream or a push while it is open. */
  #count(path: string): () => void {
    const meter = { '/sync/stream': this.streams, '/sync/push': this.pushes }[path];
    if (!meter) return () => undefined;
    meter.now += 1;
    meter.ever += 1;
    meter.most = Math.max(meter.most, meter.now);
    return () => (meter.now -= 1);
  }
}
