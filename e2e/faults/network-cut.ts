import { seeded } from '../fleet/desk.ts';
import type { Gate } from './gate.ts';
import type { Fault } from './run.ts';

const kinds = ['/sync/fill', '/sync/pull', '/sync/push', 'request', '/sync/stream'] as const;

/** The connection breaks in the middle of a body, at another byte each time. */
export const networkCut: Fault = {
  name: 'network-cut',
  does: 'the connection cut after k bytes of a fill, a pull, a push, a push’s own body, a stream; k anywhere in it, twice in a row',
  rounds: 50,
  async prepare(office) {
    const other = await office.addGate();
    const colleague = await office.enter('fieldAgent', other);
    let person = await office.enter('dispatcher');
    const random = seeded(5);
    return async (round) => {
      const kind = kinds[round % kinds.length] ?? 'request';
      if (kind === '/sync/fill') {
        await office.leave(person);
        cutNext(office.gate, kind, random);
        person = await office.enter('dispatcher');
        return;
      }
      if (kind === '/sync/stream') {
        cutNext(office.gate, kind, random);
        await Promise.all([colleague.make(20), person.make(10)]);
        return;
      }
      office.gate.goDown();
      await Promise.all([colleague.make(40), person.make(40)]);
      cutNext(office.gate, kind, random);
      office.gate.down = false;
      office.healed();
    };
  },
};

/** Breaks the next two of a kind, somewhere within what the last whole one was long. */
function cutNext(gate: Gate, kind: (typeof kinds)[number], random: () => number): void {
  let left = 2;
  const path = kind === 'request' ? '/sync/push' : kind;
  const within = { '/sync/stream': 4_000, request: 4_000 }[kind as string] ?? gate.sizes.get(path) ?? 2_000;
  if (kind === '/sync/stream') gate.cut();
  gate.fate = (asked) => {
    if (asked !== path || left === 0) return undefined;
    left -= 1;
    const bytes = Math.floor(random() * within);
    return kind === 'request' ? { cutRequestAfterBytes: bytes } : { cutAfterBytes: bytes };
  };
}
