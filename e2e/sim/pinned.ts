import { pinnedOnScreen, type Pinned } from './pinned-screen.ts';

const pinnedInRows: readonly Pinned[] = [
  {
    // The sim's mistake: a whole ticket with a link was let through to an app that knew no links, which read no further than
    // the events of a ticket.
    found: 'nothing from outside its scopes (S1, S2)',
    plan: {
      seed: 50,
      bias: 'moves',
      replicas: 3,
      actions: [
        { after: 9000, kind: 'kill', device: 4, a: 760, b: 833, c: 714 },
        { after: 10, kind: 'edit', device: 2, a: 24, b: 955, c: 930 },
        { after: 150, kind: 'old-newcomer', device: 3, a: 257, b: 0, c: 0 },
      ],
    },
  },
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
    // A tab applied a delta though its device lacked what came before it; another, which had stood still with an earlier delta,
    // applied that afterwards, and took the row back. (Found as seed 13,000,713 of `crowds`, with a round that hung.)
    found: 'reads never go back (S4, D3)',
    plan: {
      seed: 2,
      bias: 'overtakings',
      replicas: 3,
      actions: [
        { after: 9000, kind: 'freeze', device: 0, a: 332, b: 107, c: 641 },
        { after: 150, kind: 'storm', device: 0, a: 1001, b: 107, c: 838 },
        { after: 40, kind: 'tab', device: 0, a: 256, b: 107, c: 784 },
        { after: 5000, kind: 'edit', device: 2, a: 0, b: 107, c: 892 },
        { after: 2500, kind: 'storm', device: 0, a: 1002, b: 107, c: 964 },
        { after: 9000, kind: 'edit', device: 1, a: 0, b: 107, c: 883 },
        { after: 2500, kind: 'show', device: 0, a: 747, b: 107, c: 260 },
        { after: 9000, kind: 'calm', device: 0, a: 325, b: 107, c: 507 },
      ],
    },
  },
  {
    // What stood on a device from a life of the database that was over lent the row that came its later time.
    found: 'devices equal the server (S2–S5)',
    plan: {
      seed: 173,
      bias: 'backups',
      replicas: 3,
      actions: [
        { after: 0, kind: 'backup', device: 1, a: 719, b: 619, c: 894 },
        { after: 150, kind: 'edit', device: 0, a: 6, b: 139, c: 124 },
        { after: 40, kind: 'edit', device: 3, a: 0, b: 24, c: 904 },
        { after: 2500, kind: 'edit', device: 3, a: 3, b: 666, c: 657 },
        { after: 600, kind: 'edit', device: 4, a: 0, b: 663, c: 340 },
        { after: 600, kind: 'edit', device: 4, a: 1, b: 523, c: 377 },
        { after: 9000, kind: 'offline', device: 1, a: 603, b: 542, c: 452 },
        { after: 3, kind: 'edit', device: 1, a: 12, b: 542, c: 755 },
        { after: 3, kind: 'online', device: 1, a: 148, b: 542, c: 901 },
        { after: 0, kind: 'edit', device: 2, a: 0, b: 76, c: 26 },
        { after: 600, kind: 'edit', device: 2, a: 1, b: 658, c: 486 },
        { after: 10, kind: 'kill', device: 3, a: 40, b: 447, c: 596 },
        { after: 600, kind: 'restore-server', device: 1, a: 88, b: 689, c: 289 },
        { after: 40, kind: 'backup', device: 3, a: 998, b: 559, c: 663 },
        { after: 1, kind: 'newcomer', device: 3, a: 151, b: 559, c: 47 },
        { after: 9000, kind: 'edit', device: -1, a: 13, b: 559, c: 66 },
        { after: 150, kind: 'restore-server', device: 3, a: 355, b: 559, c: 768 },
      ],
    },
  },
  {
    // An agent was a requester for two seconds, in which a new device of theirs began: it asked for the scopes of an agent and
    // was given the personal one alone, with a conflict that showed nothing of what stands. Agent again, it got the rest,
    // and the conflict stayed as it was, for the scopes held were those it had expected.
    found: 'devices equal the server (S2–S5)',
    plan: {
      seed: 32020346,
      bias: 'partings',
      replicas: 3,
      actions: [
        { after: 9000, kind: 'edit', device: 3, a: 5, b: 832, c: 193 },
        { after: 40, kind: 'tab', device: 3, a: 433, b: 349, c: 878 },
        { after: 600, kind: 'calm', device: 0, a: 895, b: 633, c: 170 },
        { after: 40, kind: 'online', device: 0, a: 987, b: 633, c: 148 },
        { after: 40, kind: 'online', device: 1, a: 646, b: 633, c: 930 },
        { after: 600, kind: 'edit', device: 1, a: 46, b: 633, c: 437 },
        { after: 9000, kind: 'offline', device: 1, a: 120, b: 633, c: 791 },
        { after: 600, kind: 'edit', device: 0, a: 0, b: 633, c: 529 },
        { after: 600, kind: 'edit', device: 1, a: 45, b: 633, c: 875 },
        { after: 2500, kind: 'edit', device: 1, a: 0, b: 633, c: 28 },
        { after: 600, kind: 'online', device: 1, a: 435, b: 633, c: 468 },
        { after: 3, kind: 'storm', device: 2, a: 752, b: 70, c: 297 },
        { after: 3, kind: 'newcomer', device: 0, a: 192, b: 496, c: 945 },
        { after: 600, kind: 'offline', device: 0, a: 700, b: 316, c: 347 },
        { after: 600, kind: 'calm', device: 0, a: 612, b: 176, c: 828 },
        { after: 600, kind: 'edit', device: 1, a: 46, b: 336, c: 596 },
      ],
    },
  },
  {
    // A tab took a new identity while another pulled: under one that the server did not know yet nothing tells which folded ones
    // are the device's own, and what had been answered under such a one was never seen to come back.
    found: 'everybody comes to rest (D3, S4, S5)',
    plan: {
      seed: 39200894,
      bias: 'archive',
      replicas: 3,
      actions: [
        { after: 9000, kind: 'upkeep', device: 4, a: 317, b: 950, c: 721 },
        { after: 1, kind: 'newcomer', device: 2, a: 891, b: 721, c: 935 },
        { after: 10, kind: 'edit', device: 0, a: 33, b: 718, c: 243 },
        { after: 40, kind: 'edit', device: 0, a: 10, b: 868, c: 241 },
        { after: 150, kind: 'tab', device: 3, a: 730, b: 179, c: 535 },
        { after: 600, kind: 'calm', device: 0, a: 981, b: 563, c: 394 },
        { after: 600, kind: 'edit', device: 0, a: 47, b: 563, c: 336 },
        { after: 9000, kind: 'offline', device: 0, a: 34, b: 563, c: 278 },
        { after: 40, kind: 'edit', device: 0, a: 12, b: 563, c: 916 },
        { after: 40, kind: 'edit', device: 0, a: 0, b: 563, c: 619 },
        { after: 0, kind: 'edit', device: 0, a: 33, b: 376, c: 72 },
        { after: 600, kind: 'upkeep', device: 0, a: 0, b: 563, c: 446 },
        { after: 9000, kind: 'edit', device: 1, a: 48, b: 563, c: 489 },
        { after: 600, kind: 'online', device: 0, a: 942, b: 563, c: 699 },
        { after: 9000, kind: 'edit', device: 0, a: 47, b: 563, c: 475 },
        { after: 2500, kind: 'upkeep', device: 0, a: 0, b: 563, c: 799 },
        { after: 9000, kind: 'edit', device: 1, a: 48, b: 563, c: 772 },
        { after: 40, kind: 'edit', device: 0, a: 48, b: 563, c: 564 },
        { after: 150, kind: 'edit', device: 0, a: 33, b: 787, c: 480 },
        { after: 3, kind: 'tab', device: 1, a: 295, b: 764, c: 188 },
        { after: 40, kind: 'online', device: 1, a: 962, b: 998, c: 497 },
        { after: 40, kind: 'upkeep', device: 4, a: 421, b: 31, c: 433 },
      ],
    },
  },
  {
    // An agent for the moment in which a fill read what was the person's alone, and a requester before and after: the device was
    // told of no change of grants, and kept what stood in a conflict on a ticket that she does not see.
    found: 'devices equal the server (S2–S5)',
    plan: {
      seed: 39201882,
      bias: 'partings',
      replicas: 3,
      actions: [
        { after: 9000, kind: 'edit', device: 3, a: 0, b: 356, c: 24 },
        { after: 600, kind: 'edit', device: 4, a: 9, b: 23, c: 299 },
        { after: 2500, kind: 'edit', device: 2, a: 16, b: 333, c: 226 },
        { after: 0, kind: 'edit', device: 0, a: 7, b: 956, c: 692 },
        { after: 3, kind: 'edit', device: 2, a: 2, b: 315, c: 836 },
        { after: 10, kind: 'edit', device: 1, a: 12, b: 315, c: 129 },
        { after: 600, kind: 'calm', device: 0, a: 427, b: 499, c: 4 },
        { after: 40, kind: 'online', device: 0, a: 528, b: 499, c: 200 },
        { after: 40, kind: 'online', device: 1, a: 789, b: 499, c: 751 },
        { after: 600, kind: 'edit', device: 1, a: 46, b: 499, c: 567 },
        { after: 9000, kind: 'offline', device: 1, a: 763, b: 499, c: 174 },
        { after: 600, kind: 'edit', device: 0, a: 0, b: 499, c: 29 },
        { after: 600, kind: 'edit', device: 1, a: 45, b: 499, c: 176 },
        { after: 2500, kind: 'edit', device: 1, a: 0, b: 499, c: 568 },
        { after: 600, kind: 'online', device: 1, a: 969, b: 499, c: 136 },
        { after: 600, kind: 'edit', device: 1, a: 33, b: 189, c: 269 },
        { after: 600, kind: 'storm', device: 4, a: 899, b: 16, c: 472 },
        { after: 2500, kind: 'edit', device: 0, a: 22, b: 178, c: 811 },
        { after: 600, kind: 'calm', device: 0, a: 696, b: 59, c: 337 },
        { after: 40, kind: 'online', device: 1, a: 41, b: 59, c: 768 },
        { after: 600, kind: 'edit', device: 1, a: 46, b: 59, c: 508 },
        { after: 150, kind: 'freeze', device: 0, a: 476, b: 0, c: 0 },
        { after: 600, kind: 'edit', device: 1, a: 45, b: 59, c: 591 },
      ],
    },
  },
];

/** Worlds in which something was once lost, doubled, hidden or shown wrongly, each shrunk to the least of it. */
export const pinned: readonly Pinned[] = [...pinnedInRows, ...pinnedOnScreen];
