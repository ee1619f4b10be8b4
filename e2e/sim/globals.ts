import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

// Imported before anything else: from here on timers, clocks and randomness belong to the world that is being simulated.
// Between two worlds (and for what the process itself does) they are the real ones.

interface World {
  scheduler: Scheduler;
  random: Random;
}
let world: World | undefined;

/** Gives the process's clocks, timers and randomness to a world, or takes them back. */
export function inhabit(next: World | undefined): void {
  world = next;
}

/** Does something real while the world stands still. */
export async function outside<T>(work: () => Promise<T>): Promise<T> {
  const before = world;
  world = undefined;
  try {
    return await work();
  } finally {
    world = before;
  }
}

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  now: Date.now,
  performanceNow: performance.now.bind(performance),
  random: Math.random,
  randomUUID: crypto.randomUUID,
  randomBytes: crypto.randomBytes,
  getRandomValues: globalThis.crypto.getRandomValues.bind(globalThis.crypto),
  timeout: AbortSignal.timeout.bind(AbortSignal),
};
export const realNow = real.performanceNow;
export const realImmediate = real.setImmediate;

type Callback = (...args: unknown[]) => void;
type Scheduled = ReturnType<Scheduler['later']>;

/** What a timer function answers: has what Node's have. */
class Timer {
  #of: Scheduler;
  task: Scheduled;
  constructor(of: Scheduler, task: Scheduled) {
    this.#of = of;
    this.task = task;
  }
  cancel(): void {
    this.#of.cancel(this.task);
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}

let areTimersIgnored = false;

/** Until it is called again with false, timers are not set at all: for what would set them by real time. */
export function ignoreTimers(ignore: boolean): void {
  areTimersIgnored = ignore;
}

function setTimeoutHere(run: Callback, delayMs = 0, ...args: unknown[]): unknown {
  if (areTimersIgnored) return undefined;
  if (!world) return real.setTimeout(run, delayMs, ...args);
  const { scheduler } = world;
  return new Timer(
    scheduler,
    scheduler.timer(delayMs, () => run(...args)),
  );
}

function setImmediateHere(run: Callback, ...args: unknown[]): unknown {
  if (!world) return real.setImmediate(run, ...args);
  const { scheduler } = world;
  return new Timer(
    scheduler,
    scheduler.soon(() => run(...args)),
  );
}

function setIntervalHere(run: Callback, everyMs = 0, ...args: unknown[]): unknown {
  if (!world) return real.setInterval(run, everyMs, ...args);
  const { scheduler } = world;
  const again = (): void => {
    timer.task = scheduler.timer(everyMs, again);
    run(...args);
  };
  const timer: Timer = new Timer(scheduler, scheduler.timer(everyMs, again));
  return timer;
}

function clearHere(timer: unknown): void {
  if (timer instanceof Timer) timer.cancel();
  else {
    real.clearTimeout(timer as NodeJS.Timeout);
    real.clearImmediate(timer as NodeJS.Immediate);
  }
}

function nowHere(): number {
  if (!world) return real.now();
  const { scheduler } = world;
  return Math.floor(scheduler.nowMs + (scheduler.clockOffMs.get(scheduler.owner) ?? 0));
}

class DateHere extends Date {
  constructor(...args: [] | [number | string]) {
    if (args.length === 0) super(nowHere());
    else super(...args);
  }
  static override now(): number {
    return nowHere();
  }
}

function bytesHere(into: Uint8Array): Uint8Array {
  const random = world?.random ?? real.random;
  for (let i = 0; i < into.length; i += 1) into[i] = Math.floor(random() * 256);
  return into;
}

function uuidHere(): string {
  if (!world) return real.randomUUID();
  const bytes = bytesHere(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function timeoutHere(delayMs: number): AbortSignal {
  if (!world) return real.timeout(delayMs);
  const controller = new AbortController();
  setTimeoutHere(() => controller.abort(new DOMException('timed out', 'TimeoutError')), delayMs);
  return controller.signal;
}

/** HMAC is the only WebCrypto in use; Node does it on another thread, where it would take real time. */
interface HmacKey {
  secret: Uint8Array;
  type: 'secret';
  algorithm: object;
  usages: string[];
}
const subtleHere = {
  importKey: async (_format: string, secret: Uint8Array): Promise<HmacKey> => ({
    secret,
    type: 'secret',
    algorithm: { name: 'HMAC', hash: { name: 'SHA-256' } },
    usages: ['sign', 'verify'],
  }),
  sign: async (_algorithm: unknown, key: HmacKey, data: Uint8Array): Promise<ArrayBuffer> =>
    new Uint8Array(crypto.createHmac('sha256', key.secret).update(data).digest()).buffer,
  verify: async (
    _algorithm: unknown,
    key: HmacKey,
    signature: Uint8Array,
    data: Uint8Array,
  ): Promise<boolean> =>
    crypto.createHmac('sha256', key.secret).update(data).digest().equals(Buffer.from(signature)),
};

Object.assign(globalThis, {
  setTimeout: setTimeoutHere,
  clearTimeout: clearHere,
  setImmediate: setImmediateHere,
  clearImmediate: clearHere,
  setInterval: setIntervalHere,
  clearInterval: clearHere,
  Date: DateHere,
  // Tabs of one browser are objects of one process here: Dexie's own events reach them all without a channel.
  BroadcastChannel: undefined,
  // Packing runs on other threads. Bodies travel plain.
  CompressionStream: undefined,
});
performance.now = () => (world ? world.scheduler.nowMs : real.performanceNow());
Math.random = () => (world ? world.random() : real.random());
AbortSignal.timeout = timeoutHere;
Object.defineProperties(Object.getPrototypeOf(globalThis.crypto), {
  randomUUID: { value: uuidHere, configurable: true },
  getRandomValues: {
    value: (into: Uint8Array) => (world ? bytesHere(into) : real.getRandomValues(into as never)),
  },
});
const subtle = Object.getPrototypeOf(globalThis.crypto.subtle) as Record<
  string,
  (...args: unknown[]) => unknown
>;
for (const name of ['importKey', 'sign', 'verify'] as const) {
  const really = subtle[name] as (...args: unknown[]) => unknown;
  const here = subtleHere[name] as (...args: unknown[]) => unknown;
  Object.defineProperty(subtle, name, {
    value(this: SubtleCrypto, ...args: unknown[]) {
      return world ? here(...args) : really.apply(this, args);
    },
  });
}
Object.assign(crypto, {
  randomUUID: uuidHere,
  randomBytes: (size: number) =>
    world ? Buffer.from(bytesHere(new Uint8Array(size))) : real.randomBytes(size),
});
syncBuiltinESMExports();
