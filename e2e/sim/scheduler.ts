import { realImmediate } from './globals.ts';
import type { Random } from './random.ts';

/** Who a piece of work belongs to: a tab, a worker, one life of the server, the network. A dead owner's work is dropped. */
export type Owner = string;

interface Task {
  due: number;
  order: number;
  owner: Owner;
  run: () => void;
  state: 'timer' | 'ready' | 'over';
  /** A timer of the owner's own, which waits while that owner is in the background. */
  isOwn?: boolean;
  /** When it was due, where the background has put it off. */
  wasDue?: number;
}

/** Timers of a page in the background run together, once in so long. */
const BACKGROUND_MS = 60_000;

/** Every microtask and `nextTick` that is there now, and what they make, has run. */
export const settled = (): Promise<void> => new Promise((resolve) => void realImmediate(resolve));

/**
 * Virtual time and the one list of macrotasks of a simulated world. Of the owners that have something due one is picked
 * by seed; within an owner work runs in its order, as in a browser's or Node's event loop. Time moves only when nothing
 * is due, so whatever code does between two waits takes no time at all.
 */
export class Scheduler {
  nowMs: number;
  owner: Owner = 'world';
  steps = 0;
  /** A fingerprint of everything that was run, in order: two runs with the same hash were the same run. */
  hash = 2_166_136_261;
  /** A fingerprint of all that was told: what arrived where and when, whatever libraries did in between. */
  toldHash = 2_166_136_261;
  /** How far an owner's clock is off. */
  readonly clockOffMs = new Map<Owner, number>();
  #random: Random;
  #order = 0;
  #ready = new Map<Owner, Task[]>();
  #timers: Task[] = [];
  #countdowns = new Map<Owner, { left: number; run: () => void }>();
  #dead = new Set<Owner>();
  #hidden = new Set<Owner>();
  /** What has come for owners that stand still, in its order. */
  #frozen = new Map<Owner, Task[]>();
  #waitingFor = 0;
  #heard: (() => void) | undefined;
  #tail: string[] = [];

  constructor(random: Random, startMs: number) {
    this.#random = random;
    this.nowMs = startMs;
  }

  /** A line of the trace that is printed when a run fails. */
  note(text: string): void {
    this.mix(text);
    for (let i = 0; i < text.length; i += 1)
      this.toldHash = Math.imul(this.toldHash ^ text.charCodeAt(i), 16_777_619);
    this.toldHash ^= this.nowMs | 0;
    this.#tail.push(`${((this.nowMs % 86_400_000) / 1000).toFixed(3)} ${text}`);
    if (this.#tail.length > 4_000) this.#tail.splice(0, 2_000);
  }

  tail(lines: number): string[] {
    return this.#tail.slice(-lines);
  }

  mix(text: string): void {
    for (let i = 0; i < text.length; i += 1)
      this.hash = Math.imul(this.hash ^ text.charCodeAt(i), 16_777_619);
  }

  /** Runs `run` for `owner` once nothing stands before it in its own queue. */
  soon(run: () => void, owner: Owner = this.owner): Task {
    const task: Task = { due: this.nowMs, order: (this.#order += 1), owner, run, state: 'ready' };
    if (!this.#dead.has(owner)) this.#queue(task);
    return task;
  }

  /** Runs `run` for `owner` in so many milliseconds. */
  later(delayMs: number, run: () => void, owner: Owner = this.owner): Task {
    const due = this.nowMs + Math.max(1, Math.ceil(delayMs));
    const task: Task = { due, order: (this.#order += 1), owner, run, state: 'timer' };
    if (!this.#dead.has(owner)) this.#push(task);
    return task;
  }

  /** As `later`, for a timer that the owner's own code sets. */
  timer(delayMs: number, run: () => void): Task {
    const task = this.later(delayMs, run);
    task.isOwn = true;
    return task;
  }

  /** From now on an owner's timers run at most once a minute, as a browser's do in the background. */
  hide(owner: Owner): void {
    this.#hidden.add(owner);
  }

  /** Nothing of an owner runs until it is shown again: not even what is due already. */
  freeze(owner: Owner): void {
    if (this.#frozen.has(owner) || this.#dead.has(owner)) return;
    this.#frozen.set(owner, this.#ready.get(owner) ?? []);
    this.#ready.delete(owner);
  }

  isHidden(owner: Owner): boolean {
    return this.#hidden.has(owner) || this.#frozen.has(owner);
  }

  /** An owner is in the foreground again: whatever has been due goes on. */
  show(owner: Owner): void {
    this.#hidden.delete(owner);
    const kept = this.#frozen.get(owner) ?? [];
    this.#frozen.delete(owner);
    for (const task of kept) this.#queue(task);
    const timers = this.#timers.splice(0);
    for (const task of timers) {
      if (task.owner === owner && task.wasDue !== undefined) task.due = Math.max(this.nowMs, task.wasDue);
      this.#push(task);
    }
  }

  cancel(task: Task): void {
    task.state = 'over';
  }

  /** Runs `work` as `owner`, at once: nothing of it may wait for anything, or the rest would run as somebody else. */
  as<T>(owner: Owner, work: () => T): T {
    const before = this.owner;
    this.owner = owner;
    try {
      return work();
    } finally {
      this.owner = before;
    }
  }

  /** An owner dies: nothing of it runs any more. */
  drop(owner: Owner): void {
    this.#dead.add(owner);
    this.#ready.delete(owner);
    this.#countdowns.delete(owner);
    this.#frozen.delete(owner);
  }

  isDead(owner: Owner): boolean {
    return this.#dead.has(owner);
  }

  /** Runs `run` after so many further tasks of `owner`: a death in the middle of whatever it is doing then. */
  after(tasks: number, owner: Owner, run: () => void): void {
    if (tasks <= 0) run();
    else this.#countdowns.set(owner, { left: tasks, run });
  }

  /** Something real is under way (a real database); time stands still until `heard`. */
  wait(): void {
    this.#waitingFor += 1;
  }

  heard(): void {
    this.#waitingFor -= 1;
    this.#heard?.();
  }

  /** True while something real is under way. */
  get isWaiting(): boolean {
    return this.#waitingFor > 0;
  }

  /** Runs until `done` says so or `untilMs` is reached; answers whether `done` did. */
  async run(done: () => boolean, untilMs: number): Promise<boolean> {
    for (;;) {
      await settled();
      if (done()) return true;
      if (this.#ready.size > 0) {
        this.#runOne();
      } else if (this.#waitingFor > 0 && this.#random() < 0.5) {
        // A real database takes its time, and others ask it meanwhile.
        this.#advance(Math.min(untilMs, this.nowMs + 20));
      } else if (this.#waitingFor > 0) {
        await new Promise<void>((resolve) => (this.#heard = resolve));
        this.#heard = undefined;
      } else if (!this.#advance(untilMs)) {
        return false;
      }
    }
  }

  #runOne(): void {
    const owners = [...this.#ready.keys()];
    const owner = owners[owners.length === 1 ? 0 : Math.floor(this.#random() * owners.length)] as Owner;
    const queue = this.#ready.get(owner) as Task[];
    const task = queue.shift() as Task;
    if (queue.length === 0) this.#ready.delete(owner);
    if (task.state !== 'ready') return;
    task.state = 'over';
    this.steps += 1;
    this.hash = Math.imul(this.hash ^ task.order, 16_777_619);
    this.owner = owner;
    task.run();
    const countdown = this.#countdowns.get(owner);
    if (countdown && (countdown.left -= 1) <= 0) {
      this.#countdowns.delete(owner);
      // Not in the middle of a task: what it left as microtasks is part of it.
      this.#ready.set('world', [
        { due: this.nowMs, order: (this.#order += 1), owner: 'world', run: countdown.run, state: 'ready' },
        ...(this.#ready.get('world') ?? []),
      ]);
    }
  }

  /** Goes to the next timer; false when there is none before `untilMs`. */
  #advance(untilMs: number): boolean {
    while (this.#timers.length > 0) {
      const next = this.#timers[0] as Task;
      if (next.state === 'over' || this.#dead.has(next.owner)) {
        this.#pop();
        continue;
      }
      if (next.due > untilMs) break;
      this.nowMs = Math.max(this.nowMs, next.due);
      while (this.#timers[0] && this.#timers[0].due <= this.nowMs) {
        const task = this.#pop();
        if (task.state !== 'timer' || this.#dead.has(task.owner)) continue;
        if (task.isOwn && task.wasDue === undefined && this.#hidden.has(task.owner)) {
          task.wasDue = task.due;
          task.due = Math.ceil((this.nowMs + 1) / BACKGROUND_MS) * BACKGROUND_MS;
          this.#push(task);
          continue;
        }
        task.state = 'ready';
        this.#queue(task);
      }
      return true;
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
    return false;
  }

  #queue(task: Task): void {
    const queue = this.#frozen.get(task.owner) ?? this.#ready.get(task.owner);
    if (queue) queue.push(task);
    else this.#ready.set(task.owner, [task]);
    this.#heard?.();
  }

  #push(task: Task): void {
    const heap = this.#timers;
    let at = heap.push(task) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!isBefore(heap[at] as Task, heap[up] as Task)) break;
      [heap[at], heap[up]] = [heap[up] as Task, heap[at] as Task];
      at = up;
    }
  }

  #pop(): Task {
    const heap = this.#timers;
    const top = heap[0] as Task;
    const last = heap.pop() as Task;
    if (heap.length === 0) return top;
    heap[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (heap[left] && isBefore(heap[left], heap[least] as Task)) least = left;
      if (heap[right] && isBefore(heap[right], heap[least] as Task)) least = right;
      if (least === at) return top;
      [heap[at], heap[least]] = [heap[least] as Task, heap[at] as Task];
      at = least;
    }
  }
}

function isBefore(a: Task, b: Task): boolean {
  return a.due !== b.due ? a.due < b.due : a.order < b.order;
}
