import {
  createServer,
  request,
  type IncomingMessage,
  type OutgoingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What happens to one request on its way through the gate. */
export interface Fate {
  cut?: Cut;
  /** Said in the server's place, which hears nothing of the request. */
  instead?: { status: number; headers: Record<string, string>; body: unknown };
  /** Awaited while the server works; the reply is passed on only if this says so, else the connection is cut. */
  hold?: () => Promise<boolean>;
}

/**
 * Where a connection breaks: inside a body, or inside one piece of a reply that never ends. It is held back until it is
 * whole, so that the place is always within it; what comes before the place is passed.
 */
export interface Cut {
  /** Of a reply that never ends, the piece of that number, counted from 0. */
  of: 'request' | 'reply' | { piece: number };
  /** The place, in [0, 1) of its bytes. */
  at: number;
  /** Called when the connection is cut, with how many bytes of it had passed. */
  done: (bytes: number) => void;
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
    if (fate?.instead) {
      const { status, headers: said, body } = fate.instead;
      incoming.resume();
      outgoing.writeHead(status, { 'content-type': 'application/json', ...said }).end(JSON.stringify(body));
      return;
    }
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
        (passes) => (passes ? answer(reply, outgoing, fate?.cut) : outgoing.destroy()),
        () => outgoing.destroy(),
      );
    });
    const { cut } = fate ?? {};
    if (cut?.of !== 'request') return void incoming.pipe(onward);
    whole(incoming, (body) => passPart(body, cut, onward, () => outgoing.destroy()));
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

/** Passes a reply on, up to where it is cut. */
function answer(reply: IncomingMessage, outgoing: ServerResponse, cut: Cut | undefined): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
  outgoing.flushHeaders();
  const end = (): unknown => outgoing.destroy();
  reply.on('close', () => {
    if (!reply.complete) end();
  });
  if (cut?.of === 'reply') return whole(reply, (body) => passPart(body, cut, outgoing, end));
  const last = cut && typeof cut.of === 'object' ? cut.of.piece : Infinity;
  let pieces = 0;
  reply.on('data', (piece: Buffer) => {
    if (pieces < last) outgoing.write(piece);
    else if (pieces === last && cut) passPart(piece, cut, outgoing, end);
    pieces += 1;
  });
  reply.on('end', () => {
    if (pieces <= last) outgoing.end();
  });
}

/** Collects a body; one that breaks off by itself is never whole. */
function whole(incoming: IncomingMessage, then: (body: Buffer) => void): void {
  const pieces: Buffer[] = [];
  incoming.on('data', (piece: Buffer) => pieces.push(piece));
  incoming.on('end', () => then(Buffer.concat(pieces)));
}

/** Passes what comes before the place, then cuts. */
function passPart(bytes: Buffer, { at, done }: Cut, to: OutgoingMessage, cut: () => void): void {
  const passed = Math.floor(at * bytes.byteLength);
  const end = (): void => {
    done(passed);
    cut();
  };
  // Of nothing no callback is promised.
  if (passed === 0) end();
  else to.write(bytes.subarray(0, passed), end);
}
