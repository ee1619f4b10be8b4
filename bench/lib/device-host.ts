import 'fake-indexeddb/auto';
import { must } from '../../shared/lib/must.ts';
import type { Replica } from '../../app/sync/replica.ts';
import { listen } from '../../app/sync/stream.ts';
import { openDevice, syncOnce } from './device.ts';
import type { Ask, Heard, OpenAsk, PullsAsk } from './devices.ts';

// A process full of devices, apart from the server's, so that neither waits for the other's event loop.

/** System-wide monotonic milliseconds: comparable between processes. */
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

interface Hosted {
  replica: Replica;
  /** When the latest bytes of its stream came. */
  receivedAt: number;
  /** Events heard so far. */
  heard: number;
}

const devices: Hosted[] = [];
const rounds = new Map<number, Round>();
let inTurns = false;

/** One commit on its way to all devices. */
interface Round {
  heard: Heard[];
  first: PromiseWithResolvers;
}
interface PromiseWithResolvers {
  promise: Promise<void>;
  resolve: () => void;
}

function roundOf(number: number): Round {
  const known = rounds.get(number);
  if (known) return known;
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  const round = { heard: [], first: { promise, resolve } };
  rounds.set(number, round);
  return round;
}

async function openAll({ origin, tenantId, people, count }: OpenAsk): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const { actor, token } = must(people[i % people.length], 'person');
    const hosted: Hosted = {
      replica: openDevice({
        origin,
        tenantId,
        actor,
        token,
        fetch: async (input, init) => watched(await fetch(input, init), hosted),
      }),
      receivedAt: 0,
      heard: 0,
    };
    await syncOnce(hosted.replica);
    devices.push(hosted);
  }
  // A commit that came before a device listens would send it to pull.
  await Promise.all(
    devices.map((hosted, index) => new Promise<void>((opened) => void follow(hosted, index, opened))),
  );
}

/** Notes when bytes of an event stream arrive. */
function watched(response: Response, hosted: Hosted): Response {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body)
    return response;
  const noting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hosted.receivedAt = nowMs();
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(noting), response);
}

async function follow(hosted: Hosted, index: number, opened: () => void): Promise<void> {
  await listen(hosted.replica, new AbortController().signal, {
    opened,
    behind: () => {
      report({ failed: `device ${index} fell behind` });
      return () => false;
    },
    async exclusively(work) {
      const number = (hosted.heard += 1);
      const { receivedAt } = hosted;
      const round = roundOf(number);
      const turn = !inTurns || number % devices.length === index;
      if (!turn) await round.first.promise;
      const done = await work();
      round.heard.push({ receivedAt, appliedAt: nowMs(), turn });
      if (turn) round.first.resolve();
      if (round.heard.length === devices.length) {
        rounds.delete(number);
        report({ round: round.heard });
      }
      return done;
    },
  });
}

/** Sends bodies one after another over a kept connection, and times each until its reply is read. */
async function pulls({ url, requests }: PullsAsk): Promise<number[]> {
  const times: number[] = [];
  for (const { token, body } of requests) {
    const startedAt = performance.now();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    const text = await response.text();
    times.push(performance.now() - startedAt);
    if (!text.includes('"same":true')) throw new Error(`there was something new: ${text.slice(0, 200)}`);
  }
  return times;
}

function report(message: unknown): void {
  process.send?.(message);
}

async function answer(ask: Ask): Promise<void> {
  switch (ask.ask) {
    case 'open':
      await openAll(ask);
      return report({ opened: devices.length });
    case 'turns':
      inTurns = ask.on;
      return report({ turns: ask.on });
    case 'pulls':
      return report({ times: await pulls(ask) });
  }
}

process.on('message', (ask: Ask) => {
  answer(ask).catch((error: unknown) => report({ failed: String((error as Error)?.stack ?? error) }));
});
process.on('disconnect', () => process.exit());
