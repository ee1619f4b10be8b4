import type { Plan } from './schedule.ts';

/** Worlds in which something was once lost, doubled, hidden or shown wrongly, each shrunk to the least of it. */
export const pinned: { found: string; plan: Plan }[] = [
  {
    // A made row's answer was laid over the row itself, which a fill had brought meanwhile, and stored as the server's.
    found: 'devices equal the server (S2–S5)',
    plan: {
      seed: 1,
      bias: 'bounds',
      replicas: 3,
      actions: [
        { after: 0, kind: 'storm', device: 0, a: 0, b: 721, c: 359 },
        { after: 600, kind: 'offline', device: 1, a: 612, b: 922, c: 80 },
        { after: 2500, kind: 'edit', device: 3, a: 8, b: 291, c: 779 },
        { after: 150, kind: 'offline', device: 4, a: 838, b: 90, c: 709 },
        { after: 40, kind: 'edit', device: 1, a: 6, b: 346, c: 550 },
        { after: 9000, kind: 'edit', device: 2, a: 6, b: 610, c: 328 },
        { after: 10, kind: 'edit', device: 3, a: 12, b: 674, c: 495 },
      ],
    },
  },
];
