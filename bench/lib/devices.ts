import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Actor } from '../../shared/mutations/plan.ts';

export interface OpenAsk {
  ask: 'open';
  origin: string;
  tenantId: string;
  people: { actor: Actor; token: string }[];
  count: number;
}
export interface PullsAsk {
  ask: 'pulls';
  url: string;
  requests: { token: string; body: string }[];
}
export type Ask = OpenAsk | PullsAsk | { ask: 'turns'; on: boolean };

/** What one device did with one commit; system-wide monotonic milliseconds. */
export interface Heard {
  receivedAt: number;
  appliedAt: number;
  /** It applied at once; others waited for it where devices take turns. */
  turn: boolean;
}

type Report = { opened?: number; times?: number[]; round?: Heard[]; turns?: boolean; failed?: string };

/** A process that runs devices. */
export interface Devices {
  open(ask: Omit<OpenAsk, 'ask'>): Promise<void>;
  /** With turns, one device at a time applies at once and all others after it: 100 devices are 100 machines. */
  takeTurns(on: boolean): Promise<void>;
  /** The next commit that every device has applied. */
  heard(): Promise<Heard[]>;
  pulls(ask: Omit<PullsAsk, 'ask'>): Promise<number[]>;
  stop(): Promise<void>;
}

export function startDevices(): Devices {
  const host = fileURLToPath(new URL('./device-host.ts', import.meta.url));
  const child = fork(host, { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  const next = async <T>(pick: (report: Report) => T | undefined): Promise<T> => {
    for (;;) {
      const [report] = (await once(child, 'message')) as [Report];
      if (report.failed !== undefined) throw new Error(report.failed);
      const found = pick(report);
      if (found !== undefined) return found;
    }
  };
  const request = <T>(ask: Ask, pick: (report: Report) => T | undefined): Promise<T> => {
    const reply = next(pick);
    child.send(ask);
    return reply;
  };
  return {
    async open(ask) {
      await request({ ask: 'open', ...ask }, ({ opened }) => opened);
    },
    async takeTurns(on) {
      await request({ ask: 'turns', on }, ({ turns }) => turns);
    },
    heard: () => next(({ round }) => round),
    pulls: (ask) => request({ ask: 'pulls', ...ask }, ({ times }) => times),
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
