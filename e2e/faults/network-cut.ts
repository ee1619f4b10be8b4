import { seeded } from '../fleet/desk.ts';
import { until } from '../support/site.ts';
import type { Cut, Gate } from './gate.ts';
import type { Fault } from './run.ts';

const kinds = ['/sync/fill', '/sync/pull', '/sync/push', 'request', '/sync/stream'] as const;
type Kind = (typeof kinds)[number];

const labels: Readonly<Record<Kind, string>> = {
  '/sync/fill': 'fills',
  '/sync/pull': 'pulls',
  '/sync/push': 'pushes',
  request: 'bodies of pushes',
  '/sync/stream': 'streams',
};

/** The connection breaks in the middle of a body, at another byte each time. */
export const networkCut: Fault = {
  name: 'network-cut',
  does: 'the connection cut inside a fill, a pull, a push, a push’s own body, a stream, at any byte of it; up to twice in a row',
  // Each kind twice.
  rounds: 2 * kinds.length,
  async prepare(office) {
    const other = await office.addGate();
    const colleague = await office.enter('fieldAgent', other);
    let person = await office.enter('dispatcher');
    const random = seeded(5);
    return async (round) => {
      const kind = kinds[round % kinds.length] ?? 'request';
      let cuts = 0;
      const breakNext = (): void =>
        cutNext(office.gate, kind, random, (bytes) => {
          cuts += 1;
          office.measure(`bytes of ${labels[kind]} before the cut`, bytes);
        });
      // Once all is right again; a round in which nothing broke shows nothing.
      const afterwards = async (): Promise<void> => {
        await until(`one of the ${labels[kind]} to be cut in round ${round}`, async () => cuts > 0, 60_000);
      };
      if (kind === '/sync/fill') {
        await office.leave(person);
        breakNext();
        person = await office.enter('dispatcher');
        return afterwards;
      }
      if (kind === '/sync/stream') {
        breakNext();
        office.gate.cut();
        await Promise.all([colleague.make(20), person.make(10)]);
        return afterwards;
      }
      office.gate.goDown();
      await Promise.all([colleague.make(40), person.make(40)]);
      breakNext();
      office.gate.down = false;
      office.healed();
      return afterwards;
    };
  },
};

/** The first pieces of a stream: its greeting, and what comes after it. */
const PIECES = 3;

/** Breaks the next two of a kind, each at a place of its own; `done` hears of each that broke. */
function cutNext(gate: Gate, kind: Kind, random: () => number, done: Cut['done']): void {
  let left = 2;
  const path = kind === 'request' ? '/sync/push' : kind;
  gate.fate = (asked) => {
    if (asked !== path || left === 0) return undefined;
    left -= 1;
    const of = kind === 'request' ? 'request' : kind === '/sync/stream' ? pieceBy(random) : 'reply';
    return { cut: { of, at: random(), done } };
  };
}

const pieceBy = (random: () => number): Cut['of'] => ({ piece: Math.floor(random() * PIECES) });
