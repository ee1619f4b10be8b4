import { pick, streamOf, type Random } from './random.ts';
import type { Owner, Scheduler } from './scheduler.ts';
import type { Server } from './server.ts';

/** How likely each mishap is, for each exchange. */
export interface Weather {
  /** The request does not arrive. */
  loseRequest: number;
  /** The request arrives, its reply never does. */
  loseReply: number;
  /** The request arrives twice, the second time later. */
  repeat: number;
  /** The reply takes very long: up to the client's own patience. */
  slow: number;
  /** A streamed reply breaks off. */
  cut: number;
  /** A streamed reply goes silent and stays open. */
  hang: number;
  /** A streamed reply takes seconds for each piece. */
  trickle?: number;
  /** Only requests for this path meet any of it. */
  only?: string;
  /** How long a slow reply takes at most, where that is not the client's own patience. */
  slowMs?: number;
  /** Requests arrive together, once in so many milliseconds: the server then works on all of them at once. */
  bunchMs?: number;
  /** Nothing comes back, no reply and no error: until the client itself gives up. */
  mute?: number;
}

export const calm: Weather = { loseRequest: 0, loseReply: 0, repeat: 0, slow: 0, cut: 0, hang: 0 };

const gone = (): TypeError => new TypeError('fetch failed');

interface Exchange {
  server: Server;
  fail(): void;
}

export interface Sender {
  owner: Owner;
  isOnline(): boolean;
  onReply(path: string, text: string): void;
}

/** Everything between devices and the server. Requests are real `Request`s, answered by the real application. */
export class Network {
  weather: Weather;
  server: Server;
  requests = 0;
  #scheduler: Scheduler;
  #random: Random;
  /** Apart from the other, so that worlds in which nothing is muted stay as they were. */
  #mutes: Random;
  #open = new Set<Exchange>();

  constructor(scheduler: Scheduler, seed: number, server: Server, weather: Weather) {
    this.#scheduler = scheduler;
    this.#random = streamOf(seed, 'network');
    this.#mutes = streamOf(seed, 'mutes');
    this.server = server;
    this.weather = weather;
  }

  /** The server died: whoever waits for it learns that the connection is gone. */
  cutOff(server: Server): void {
    for (const exchange of [...this.#open]) if (exchange.server === server) exchange.fail();
  }

  fetch(sender: Sender, url: string, init: RequestInit): Promise<Response> {
    const path = new URL(url).pathname;
    const fate = this.#fate(path);
    const { signal, ...rest } = init;
    this.requests += 1;
    const number = this.requests;
    const scheduler = this.#scheduler;
    scheduler.note(`${sender.owner} → ${path} #${number} ${sender.isOnline() ? fate : 'offline'}`);
    return new Promise<Response>((resolve, reject) => {
      let over = false;
      const end = (settle: () => void, delayMs: number): void => {
        if (over) return;
        over = true;
        this.#open.delete(exchange);
        scheduler.later(delayMs, settle, sender.owner);
      };
      const exchange: Exchange = {
        server: this.server,
        fail: () => fate === 'answered in silence' || end(() => reject(gone()), this.#delay()),
      };
      const onAbort = (): void => {
        over = true;
        this.#open.delete(exchange);
        reject(signal?.reason ?? new DOMException('aborted', 'AbortError'));
      };
      if (signal?.aborted) return onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      if (!sender.isOnline()) return end(() => reject(gone()), 1);
      if (fate === 'lose-request') return end(() => reject(gone()), this.#delay() * 4);
      // Half open: whether it was lost on its way there or back, this side is never told, not even that the server died.
      if (fate === 'lost in silence') return;
      if (fate !== 'answered in silence') this.#open.add(exchange);
      const ask = (answered: (response: Response) => void): void =>
        void scheduler.later(
          this.#untilArrival(),
          () => this.#deliver(exchange, url, rest, answered),
          exchange.server.owner,
        );
      if (fate === 'repeat') this.#repeat(exchange.server, url, rest);
      ask((response) => {
        if (fate === 'answered in silence') return void response.body?.cancel();
        if (fate === 'lose-reply') return end(() => reject(gone()), this.#delay() * 4);
        if (isOpenEnded(response)) {
          const body = this.#pour(sender, path, response, fate, signal ?? undefined, exchange);
          return end(() => resolve(new Response(body, headOf(response))), this.#delay());
        }
        void response.text().then((text) => {
          scheduler.mix(`${number}:${text.length}`);
          const arrive = (): void => {
            if (!sender.isOnline()) return reject(gone());
            scheduler.note(`${sender.owner} ← ${path} #${number} ${gist(text)}`);
            sender.onReply(path, text);
            resolve(new Response(text, headOf(response)));
          };
          end(arrive, fate === 'slow' ? this.#long() : this.#delay());
        });
      });
    });
  }

  #deliver(exchange: Exchange, url: string, init: RequestInit, answered: (response: Response) => void): void {
    const { server } = exchange;
    if (server.isDown || server !== this.server) return exchange.fail();
    Promise.resolve(server.answer(new Request(url, init))).then(answered, (error: unknown) => {
      this.#scheduler.note(`the server threw ${String(error)}`);
      exchange.fail();
    });
  }

  /** The same bytes arrive once more, and nobody hears the answer. */
  #repeat(server: Server, url: string, init: RequestInit): void {
    this.#scheduler.later(
      this.#random() * 20_000,
      () => {
        if (server.isDown) return;
        void Promise.resolve(server.answer(new Request(url, init))).then(
          (response) => response.body?.cancel(),
          () => undefined,
        );
      },
      server.owner,
    );
  }

  /** Carries a streamed body piece by piece, in order, until it ends, breaks off, falls silent, or is let go of. */
  #pour(
    sender: Sender,
    path: string,
    response: Response,
    fate: string,
    signal: AbortSignal | undefined,
    exchange: Exchange,
  ): ReadableStream<Uint8Array> {
    const scheduler = this.#scheduler;
    const server = exchange.server;
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let sink: ReadableStreamDefaultController<Uint8Array> | undefined;
    let over = false;
    let at = scheduler.nowMs;
    let left = fate === 'cut' || fate === 'hang' ? Math.floor(this.#random() * 6) : Infinity;
    const letGo = (): void =>
      void scheduler.soon(() => void reader.cancel().catch(() => undefined), server.owner);
    // In order, however long each takes.
    const inOrder = (run: () => void): void => {
      const delay = fate === 'trickle' ? this.#random() * 4_000 : this.#delay();
      at = Math.max(at, scheduler.nowMs) + (fate === 'trickle' ? delay : 0);
      at = Math.max(at, scheduler.nowMs + delay);
      scheduler.later(at - scheduler.nowMs, () => over || run(), sender.owner);
    };
    const breakOff = (): void =>
      inOrder(() => {
        over = true;
        sink?.error(gone());
      });
    const stream: Exchange = { server, fail: breakOff };
    this.#open.add(stream);
    const finish = (): void => {
      this.#open.delete(stream);
      letGo();
    };
    signal?.addEventListener('abort', () => {
      if (over) return;
      over = true;
      sink?.error(signal.reason);
      finish();
    });
    const pump = async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reader.read();
        if (!sender.isOnline()) {
          breakOff();
          return finish();
        }
        if (done) {
          this.#open.delete(stream);
          return inOrder(() => sink?.close());
        }
        const cut = left <= 0;
        const piece = cut ? value.subarray(0, Math.floor(this.#random() * value.length)) : value;
        left -= 1;
        if (piece.length)
          inOrder(() => {
            const text = new TextDecoder().decode(piece);
            scheduler.note(`${sender.owner} ← ${path} piece ${gist(text)}`);
            sender.onReply(path, text);
            sink?.enqueue(piece);
          });
        if (!cut) continue;
        if (fate === 'cut') breakOff();
        return finish();
      }
    };
    void pump().catch(() => breakOff());
    return new ReadableStream<Uint8Array>({
      start: (controller) => void (sink = controller),
      cancel: () => {
        over = true;
        finish();
      },
    });
  }

  #fate(path: string): string {
    const {
      loseRequest,
      loseReply,
      repeat,
      slow,
      cut,
      hang,
      trickle = 0,
      mute = 0,
      only = path,
    } = this.weather;
    let left = this.#random();
    if (path !== only) return 'fine';
    if (mute > 0 && this.#mutes() < mute)
      return this.#mutes() < 0.5 ? 'lost in silence' : 'answered in silence';
    const streamed = path === '/sync/fill' || path === '/sync/stream';
    const fates: [string, number][] = [
      ['lose-request', loseRequest],
      ['lose-reply', loseReply],
      ['repeat', path === '/sync/stream' ? 0 : repeat],
      ['slow', streamed ? 0 : slow],
      ['cut', streamed ? cut : 0],
      ['hang', streamed ? hang : 0],
      ['trickle', streamed ? trickle : 0],
    ];
    for (const [name, chance] of fates) if ((left -= chance) < 0) return name;
    return 'fine';
  }

  #long(): number {
    const { slowMs } = this.weather;
    return slowMs === undefined ? 5_000 + this.#random() * 50_000 : 200 + this.#random() * slowMs;
  }

  #untilArrival(): number {
    const { bunchMs } = this.weather;
    const { nowMs } = this.#scheduler;
    const at = nowMs + this.#delay();
    return bunchMs === undefined ? at - nowMs : Math.ceil(at / bunchMs) * bunchMs - nowMs;
  }

  #delay(): number {
    return pick(this.#random, [5, 20, 40, 80, 300]) * (0.5 + this.#random());
  }
}

function isOpenEnded(response: Response): boolean {
  const type = response.headers.get('content-type') ?? '';
  return response.ok && (type.startsWith('text/event-stream') || type.startsWith('application/x-ndjson'));
}

function headOf(response: Response): ResponseInit {
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return { status: response.status, headers };
}

const gist = (text: string): string =>
  (text.length > 300 ? `${text.slice(0, 300)}…` : text).replaceAll('\n', '⏎');
