import type { Plan } from './schedule.ts';

/** Worlds in which something was once lost, doubled, hidden or shown wrongly, each shrunk to the least of it. */
export const pinned: { found: string; plan: Plan }[] = [
  {
    // A tenant limited its agents to teams: an app of protocol 1 knows no scope of a team, and could read no answer any more
    // that named one. It kept what had been taken from it, and nothing came.
    found: 'everybody comes to rest (D3, S4, S5)',
    plan: {
      seed: 17,
      bias: 'old-apps',
      replicas: 3,
      actions: [
        { after: 9000, kind: 'edit', device: 2, a: 0, b: 397, c: 934 },
        { after: 1, kind: 'edit', device: 1, a: 15, b: 541, c: 2 },
      ],
    },
  },
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
  {
    // A requester became an agent. A delta had brought everything of what they held before; the stream then told of the
    // new role, and the device merely knocked: nothing new, until somebody somewhere changed something.
    found: 'everybody comes to rest (D3, S4, S5)',
    plan: {
      seed: 1033,
      bias: 'races',
      replicas: 3,
      actions: [
        { after: 2500, kind: 'edit', device: 1, a: 13, b: 305, c: 602 },
        { after: 150, kind: 'edit', device: 4, a: 0, b: 757, c: 556 },
        { after: 600, kind: 'edit', device: 0, a: 16, b: 430, c: 419 },
        { after: 40, kind: 'tab', device: 1, a: 910, b: 45, c: 63 },
        { after: 2500, kind: 'offline', device: 3, a: 777, b: 627, c: 826 },
        { after: 0, kind: 'edit', device: 0, a: 17, b: 73, c: 171 },
        { after: 9000, kind: 'edit', device: 3, a: 9, b: 599, c: 899 },
        { after: 0, kind: 'online', device: 2, a: 550, b: 996, c: 160 },
      ],
    },
  },
  {
    // Three tabs filled at once. The page that the first of them had asked for came last, and took the rows back to what
    // they had been when it was read.
    found: 'reads never go back (S4, D3)',
    plan: {
      seed: 100619,
      bias: 'tabs',
      replicas: 3,
      actions: [
        { after: 0, kind: 'edit', device: 1, a: 3, b: 25, c: 640 },
        { after: 2500, kind: 'storm', device: 1, a: 5, b: 664, c: 246 },
        { after: 10, kind: 'edit', device: 1, a: 0, b: 664, c: 267 },
        { after: 600, kind: 'edit', device: 2, a: 0, b: 664, c: 845 },
        { after: 600, kind: 'edit', device: 2, a: 0, b: 664, c: 967 },
        { after: 600, kind: 'edit', device: 2, a: 0, b: 664, c: 589 },
        { after: 3, kind: 'storm', device: 0, a: 6, b: 775, c: 151 },
        { after: 9000, kind: 'newcomer', device: 0, a: 97, b: 775, c: 720 },
        { after: 600, kind: 'edit', device: 0, a: 0, b: 775, c: 667 },
        { after: 150, kind: 'tab', device: -1, a: 59, b: 775, c: 424 },
        { after: 600, kind: 'edit', device: 0, a: 0, b: 775, c: 594 },
        { after: 600, kind: 'tab', device: -1, a: 722, b: 775, c: 326 },
        { after: 600, kind: 'edit', device: 0, a: 6, b: 775, c: 53 },
        { after: 600, kind: 'edit', device: 0, a: 0, b: 775, c: 131 },
      ],
    },
  },
  {
    // A copy of the profile had used the counters of changes that were not sent yet: a vector passed them, and they were
    // taken for come back and left the screen, until the next push told of the copy.
    found: 'the screen never goes back (D4)',
    plan: {
      seed: 101060,
      bias: 'clones',
      replicas: 3,
      actions: [
        { after: 600, kind: 'snapshot', device: 3, a: 41, b: 614, c: 239 },
        { after: 10, kind: 'edit', device: 2, a: 0, b: 989, c: 73 },
        { after: 2500, kind: 'newcomer', device: 2, a: 542, b: 629, c: 99 },
        { after: 2500, kind: 'edit', device: 1, a: 6, b: 587, c: 989 },
        { after: 0, kind: 'storm', device: 3, a: 184, b: 822, c: 718 },
        { after: 10, kind: 'edit', device: 0, a: 12, b: 952, c: 372 },
        { after: 9000, kind: 'offline', device: 3, a: 155, b: 234, c: 324 },
        { after: 40, kind: 'edit', device: 3, a: 0, b: 234, c: 316 },
        { after: 3, kind: 'clone', device: 3, a: 725, b: 234, c: 423 },
        { after: 150, kind: 'edit', device: 3, a: 0, b: 234, c: 189 },
        { after: 10, kind: 'edit', device: 3, a: 13, b: 234, c: 793 },
        { after: 10, kind: 'edit', device: -1, a: 13, b: 234, c: 356 },
        { after: 9000, kind: 'edit', device: 3, a: 0, b: 234, c: 573 },
        { after: 0, kind: 'edit', device: 3, a: 12, b: 234, c: 169 },
        { after: 600, kind: 'online', device: 3, a: 263, b: 234, c: 237 },
        { after: 0, kind: 'pieces', device: 3, a: 314, b: 234, c: 231 },
        { after: 3, kind: 'pieces', device: 3, a: 588, b: 234, c: 3 },
      ],
    },
  },
  {
    // After a restore a ticket entered a scope by a pull, between the scope's refill and its sweep: rows under it that the
    // server had lost with its backup stayed, because only the ticket was looked at.
    found: 'devices hold nothing more (S1–S3)',
    plan: {
      seed: 1010444,
      bias: 'backups',
      replicas: 3,
      actions: [
        { after: 40, kind: 'offline', device: 3, a: 559, b: 690, c: 352 },
        { after: 40, kind: 'edit', device: 0, a: 0, b: 316, c: 63 },
        { after: 600, kind: 'edit', device: 4, a: 0, b: 591, c: 65 },
        { after: 9000, kind: 'edit', device: 1, a: 8, b: 857, c: 272 },
        { after: 150, kind: 'edit', device: 1, a: 12, b: 714, c: 746 },
        { after: 2500, kind: 'edit', device: 3, a: 15, b: 81, c: 66 },
        { after: 3, kind: 'tab', device: 4, a: 179, b: 618, c: 441 },
        { after: 2500, kind: 'edit', device: 4, a: 1, b: 425, c: 313 },
        { after: 0, kind: 'backup', device: 3, a: 309, b: 972, c: 702 },
        { after: 150, kind: 'newcomer', device: 3, a: 137, b: 972, c: 236 },
        { after: 3, kind: 'edit', device: -1, a: 13, b: 972, c: 804 },
        { after: 150, kind: 'edit', device: -1, a: 0, b: 972, c: 868 },
        { after: 1, kind: 'calm', device: 3, a: 547, b: 972, c: 812 },
        { after: 0, kind: 'offline', device: -1, a: 870, b: 972, c: 699 },
        { after: 10, kind: 'edit', device: -1, a: 0, b: 972, c: 332 },
        { after: 0, kind: 'restore-server', device: 3, a: 111, b: 972, c: 830 },
        { after: 1, kind: 'online', device: -1, a: 56, b: 972, c: 605 },
        { after: 40, kind: 'tab', device: 0, a: 566, b: 98, c: 56 },
        { after: 600, kind: 'edit', device: 1, a: 6, b: 52, c: 245 },
        { after: 2500, kind: 'tab', device: 0, a: 315, b: 572, c: 719 },
        { after: 10, kind: 'offline', device: 1, a: 539, b: 273, c: 233 },
        { after: 1, kind: 'restore-server', device: 3, a: 502, b: 800, c: 822 },
      ],
    },
  },
  {
    // A second answer, after a lost one, told of a later value than what then covered the change: the screen went back to
    // the value before until the next pull.
    found: 'the screen never goes back (D4)',
    plan: {
      seed: 1010858,
      bias: 'tabs',
      replicas: 3,
      actions: [
        { after: 9000, kind: 'edit', device: 2, a: 12, b: 726, c: 117 },
        { after: 3, kind: 'edit', device: 4, a: 13, b: 100, c: 475 },
        { after: 150, kind: 'offline', device: 3, a: 387, b: 165, c: 987 },
        { after: 40, kind: 'edit', device: 3, a: 13, b: 165, c: 483 },
        { after: 600, kind: 'edit', device: 3, a: 0, b: 165, c: 930 },
        { after: 9000, kind: 'edit', device: 3, a: 12, b: 165, c: 155 },
        { after: 10, kind: 'online', device: 3, a: 673, b: 165, c: 839 },
        { after: 0, kind: 'pieces', device: 3, a: 654, b: 165, c: 429 },
        { after: 3, kind: 'storm', device: 0, a: 4, b: 358, c: 994 },
        { after: 3, kind: 'tab', device: 0, a: 841, b: 358, c: 924 },
        { after: 2500, kind: 'tab', device: 0, a: 924, b: 358, c: 354 },
        { after: 2500, kind: 'edit', device: 0, a: 12, b: 358, c: 185 },
        { after: 3, kind: 'edit', device: 1, a: 0, b: 358, c: 197 },
        { after: 600, kind: 'edit', device: 1, a: 0, b: 358, c: 845 },
        { after: 150, kind: 'edit', device: 0, a: 12, b: 358, c: 741 },
        { after: 600, kind: 'edit', device: 1, a: 0, b: 358, c: 973 },
        { after: 600, kind: 'edit', device: 1, a: 0, b: 358, c: 373 },
        { after: 1, kind: 'burst', device: 3, a: 0, b: 848, c: 601 },
        { after: 3, kind: 'edit', device: 0, a: 10, b: 66, c: 901 },
        { after: 600, kind: 'edit', device: 0, a: 7, b: 812, c: 313 },
        { after: 10, kind: 'storm', device: 4, a: 5, b: 545, c: 64 },
        { after: 0, kind: 'edit', device: 4, a: 0, b: 545, c: 358 },
        { after: 600, kind: 'edit', device: 5, a: 0, b: 545, c: 439 },
        { after: 600, kind: 'edit', device: 5, a: 0, b: 545, c: 187 },
        { after: 600, kind: 'edit', device: 5, a: 0, b: 545, c: 87 },
        { after: 3, kind: 'storm', device: 2, a: 3, b: 563, c: 819 },
        { after: 600, kind: 'edit', device: 3, a: 0, b: 563, c: 512 },
      ],
    },
  },
];
