import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type StreamsAsk =
  | { ask: 'open'; url: string; tokens: string[]; reading: number; stalled: number }
  /** Answer when every reading stream has heard so many deltas, each with the moment it was heard. */
  | { ask: 'heard'; deltas: number }
  /** Let the stalled ones read on, and tell which streams have been ended. */
  | { ask: 'ended' };

export interface StreamsReport {
  opened?: true;
  /** System-wide monotonic milliseconds, one for each reading stream. */
  heard?: number[];
  ended?: { reading: number; stalled: number };
  failed?: string;
}

/** A process full of streams: raw HTTP, no store behind them. */
export interface Streams {
  ask(ask: StreamsAsk): Promise<StreamsReport>;
  stop(): Promise<void>;
}

export function startStreams(): Streams {
  const host = fileURLToPath(new URL('./streams-host.ts', import.meta.url));
  const child = fork(host, { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  return {
    async ask(ask) {
      const reply = once(child, 'message');
      child.send(ask);
      const [report] = (await reply) as [StreamsReport];
      if (report.failed !== undefined) throw new Error(report.failed);
      return report;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
