import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { StreamsAsk, StreamsReport } from './streams.ts';

// Listeners that only read, or never do, apart from the server's process so that neither waits for the other.

/** A stream that has not ended by then was not dropped. */
const ENDED_MS = 20_000;

interface Stream {
  response: IncomingMessage;
  deltas: number;
  heardAt: number;
  ended: boolean;
}

const reading: Stream[] = [];
const stalled: Stream[] = [];
let waiting: { deltas: number; tell: () => void } | undefined;

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

function open(url: string, token: string): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      const stream = { response, deltas: 0, heardAt: 0, ended: false };
      const end = (): void => {
        stream.ended = true;
        tellIfHeard();
      };
      response.on('end', end).on('error', end).on('close', end);
      if (response.statusCode === 200) resolve(stream);
      else reject(new Error(`a stream answered ${response.statusCode}`));
    });
    request.on('error', reject);
  });
}

function read(stream: Stream): void {
  let tail = '';
  stream.response.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (tail + chunk).split('\n\n');
    tail = parts.pop() ?? '';
    for (const part of parts) {
      if (!part.startsWith('event: delta')) continue;
      stream.deltas += 1;
      stream.heardAt = nowMs();
    }
    tellIfHeard();
  });
}

/** A stream that was dropped hears nothing more, and is counted when all is over. */
function tellIfHeard(): void {
  if (!waiting || reading.some(({ deltas, ended }) => !ended && deltas < (waiting?.deltas ?? 0))) return;
  const { tell } = waiting;
  waiting = undefined;
  tell();
}

async function answer(ask: StreamsAsk): Promise<StreamsReport> {
  switch (ask.ask) {
    case 'open':
      for (let i = 0; i < ask.reading + ask.stalled; i += 1) {
        const stream = await open(ask.url, ask.tokens[i % ask.tokens.length] ?? '');
        if (i < ask.reading) {
          read(stream);
          reading.push(stream);
        } else {
          stream.response.pause();
          stalled.push(stream);
        }
      }
      return { opened: true };
    case 'heard':
      await new Promise<void>((tell) => {
        waiting = { deltas: ask.deltas, tell };
        tellIfHeard();
      });
      return { heard: reading.map(({ heardAt }) => heardAt) };
    case 'ended': {
      for (const { response } of stalled) response.resume();
      // What is left in their sockets comes before the end; on a busy machine that takes a while.
      const until = nowMs() + ENDED_MS;
      while (stalled.some(({ ended }) => !ended) && nowMs() < until) await delay(50);
      const count = (streams: Stream[]) => streams.filter(({ ended }) => ended).length;
      return { ended: { reading: count(reading), stalled: count(stalled) } };
    }
  }
}

process.on('message', (ask: StreamsAsk) => {
  answer(ask).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ failed: String((error as Error)?.stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit());
