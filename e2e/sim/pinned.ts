import type { Plan } from './schedule.ts';

/** Worlds in which something was once lost, doubled, hidden or shown wrongly, each shrunk to the least of it. */
export const pinned: { found: string; plan: Plan }[] = [
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
  {
    // A copy of the profile had used a waiting change's counter for another value of the same field: that was taken for its own.
    found: 'the screen never goes back (D4)',
    plan: {
      seed: 3100379,
      bias: 'verdicts',
      replicas: 3,
      actions: [
        { after: 1, kind: 'offline', device: 2, a: 265, b: 0, c: 288 },
        { after: 40, kind: 'chain', device: 2, a: 179, b: 0, c: 159 },
        { after: 10, kind: 'edit', device: 2, a: 12, b: 0, c: 87 },
        { after: 3, kind: 'online', device: 2, a: 920, b: 0, c: 952 },
        { after: 3, kind: 'edit', device: 0, a: 11, b: 79, c: 427 },
        { after: 3, kind: 'edit', device: 3, a: 21, b: 883, c: 855 },
        { after: 600, kind: 'offline', device: 2, a: 67, b: 166, c: 167 },
        { after: 40, kind: 'chain', device: 2, a: 679, b: 166, c: 190 },
        { after: 600, kind: 'edit', device: 2, a: 12, b: 166, c: 848 },
        { after: 0, kind: 'online', device: 2, a: 579, b: 166, c: 245 },
        { after: 9000, kind: 'edit', device: 1, a: 13, b: 794, c: 64 },
        { after: 3, kind: 'edit', device: 4, a: 6, b: 792, c: 845 },
        { after: 3, kind: 'burst', device: 2, a: 0, b: 638, c: 933 },
        { after: 600, kind: 'offline', device: 1, a: 873, b: 470, c: 274 },
        { after: 600, kind: 'edit', device: 2, a: 20, b: 540, c: 662 },
        { after: 150, kind: 'edit', device: 1, a: 12, b: 925, c: 310 },
        { after: 0, kind: 'tab', device: 2, a: 161, b: 366, c: 236 },
        { after: 600, kind: 'edit', device: 2, a: 5, b: 253, c: 70 },
        { after: 2500, kind: 'calm', device: 0, a: 496, b: 674, c: 559 },
        { after: 600, kind: 'offline', device: 0, a: 807, b: 674, c: 54 },
        { after: 10, kind: 'clone', device: 0, a: 330, b: 674, c: 874 },
        { after: 10, kind: 'edit', device: -1, a: 0, b: 674, c: 367 },
        { after: 40, kind: 'online', device: -1, a: 178, b: 674, c: 262 },
        { after: 600, kind: 'online', device: 0, a: 359, b: 674, c: 851 },
        { after: 150, kind: 'burst', device: 0, a: 0, b: 674, c: 802 },
      ],
    },
  },
  {
    // A copy of the profile had written the same field with a later counter than a change that waited: it was taken for its own.
    found: 'the screen never goes back (D4)',
    plan: {
      seed: 3000509,
      bias: 'verdicts',
      replicas: 3,
      actions: [
        { after: 1, kind: 'offline', device: 2, a: 697, b: 74, c: 288 },
        { after: 10, kind: 'edit', device: 2, a: 12, b: 74, c: 994 },
        { after: 2500, kind: 'online', device: 2, a: 57, b: 74, c: 793 },
        { after: 1, kind: 'online', device: 4, a: 220, b: 800, c: 208 },
        { after: 10, kind: 'edit', device: 3, a: 4, b: 608, c: 189 },
        { after: 150, kind: 'offline', device: 1, a: 237, b: 305, c: 203 },
        { after: 40, kind: 'chain', device: 1, a: 731, b: 305, c: 618 },
        { after: 2500, kind: 'edit', device: 1, a: 12, b: 305, c: 397 },
        { after: 1, kind: 'online', device: 1, a: 3, b: 305, c: 508 },
        { after: 2500, kind: 'offline', device: 2, a: 846, b: 782, c: 1 },
        { after: 1, kind: 'tab', device: 4, a: 72, b: 232, c: 608 },
        { after: 150, kind: 'edit', device: 2, a: 0, b: 490, c: 500 },
        { after: 10, kind: 'clone', device: 2, a: 288, b: 490, c: 378 },
        { after: 600, kind: 'edit', device: -1, a: 0, b: 490, c: 980 },
        { after: 10, kind: 'edit', device: -1, a: 0, b: 490, c: 400 },
        { after: 600, kind: 'online', device: 2, a: 988, b: 490, c: 688 },
        { after: 150, kind: 'burst', device: 2, a: 0, b: 490, c: 652 },
      ],
    },
  },
  {
    // Work of an earlier life that was answered again had nothing left to be shown by until it came back.
    found: 'the screen never goes back (D4)',
    plan: {
      seed: 3100898,
      bias: 'backups',
      replicas: 3,
      actions: [
        { after: 2500, kind: 'backup', device: 3, a: 595, b: 294, c: 426 },
        { after: 600, kind: 'burst', device: 0, a: 8, b: 316, c: 455 },
        { after: 9000, kind: 'burst', device: 0, a: 11, b: 205, c: 408 },
        { after: 150, kind: 'restore-server', device: 0, a: 327, b: 527, c: 767 },
        { after: 10, kind: 'edit', device: 4, a: 0, b: 772, c: 150 },
        { after: 150, kind: 'edit', device: 4, a: 21, b: 899, c: 804 },
        { after: 10, kind: 'edit', device: 3, a: 14, b: 405, c: 324 },
        { after: 3, kind: 'edit', device: 3, a: 12, b: 906, c: 807 },
        { after: 0, kind: 'edit', device: 4, a: 0, b: 578, c: 760 },
        { after: 10, kind: 'burst', device: 1, a: 4, b: 76, c: 891 },
        { after: 150, kind: 'edit', device: 0, a: 1, b: 621, c: 988 },
        { after: 2500, kind: 'restore-server', device: 2, a: 864, b: 403, c: 984 },
        { after: 0, kind: 'edit', device: 2, a: 17, b: 816, c: 681 },
        { after: 150, kind: 'edit', device: 0, a: 4, b: 614, c: 435 },
      ],
    },
  },
  {
    // What an answer told of a whole ticket, a copy's title in it, was on the screen but did not count as seen.
    found: 'a conflict is kept for each value overwritten unseen (M3)',
    plan: {
      seed: 3001574,
      bias: 'verdicts',
      replicas: 3,
      actions: [
        { after: 10, kind: 'storm', device: 1, a: 46, b: 532, c: 887 },
        { after: 600, kind: 'edit', device: 0, a: 12, b: 493, c: 694 },
        { after: 10, kind: 'edit', device: 1, a: 0, b: 20, c: 551 },
        { after: 600, kind: 'offline', device: 2, a: 333, b: 581, c: 780 },
        { after: 150, kind: 'edit', device: 2, a: 0, b: 581, c: 542 },
        { after: 40, kind: 'storm', device: 2, a: 1000, b: 581, c: 770 },
        { after: 10, kind: 'clone', device: 2, a: 801, b: 581, c: 774 },
        { after: 600, kind: 'edit', device: -1, a: 0, b: 581, c: 762 },
        { after: 600, kind: 'online', device: 2, a: 934, b: 581, c: 367 },
        { after: 150, kind: 'burst', device: 2, a: 0, b: 581, c: 993 },
      ],
    },
  },
  {
    // Only requesters listened: that one of them had become staff was in no scope that was looked at, so the stream
    // went on under grants that no longer stood, and took away what the same push had given in another scope.
    found: 'a row in scope stays on the screen (S3, D4)',
    plan: {
      seed: 5002675,
      bias: 'grants',
      replicas: 3,
      actions: [
        { after: 150, kind: 'edit', device: 3, a: 10, b: 112, c: 37 },
        { after: 0, kind: 'storm', device: 4, a: 657, b: 917, c: 475 },
        { after: 2500, kind: 'edit', device: 2, a: 6, b: 2, c: 980 },
        { after: 150, kind: 'tab', device: 2, a: 387, b: 552, c: 874 },
        { after: 150, kind: 'storm', device: 0, a: 424, b: 525, c: 66 },
        { after: 2500, kind: 'online', device: 1, a: 804, b: 440, c: 954 },
        { after: 2500, kind: 'edit', device: 2, a: 0, b: 728, c: 431 },
        { after: 0, kind: 'offline', device: 4, a: 188, b: 204, c: 862 },
        { after: 9000, kind: 'edit', device: 0, a: 6, b: 438, c: 880 },
        { after: 9000, kind: 'edit', device: 0, a: 0, b: 249, c: 732 },
        { after: 2500, kind: 'edit', device: 1, a: 17, b: 926, c: 551 },
        { after: 1, kind: 'edit', device: 3, a: 17, b: 904, c: 205 },
        { after: 9000, kind: 'edit', device: 1, a: 17, b: 893, c: 420 },
      ],
    },
  },
  {
    // A copy of the profile had used the counter of an unsent title, and a third wrote over what the copy had written: the
    // row alone does not tell whose value lay under that, but the timeline entry that was not there does.
    found: 'the screen never goes back (D4)',
    plan: {
      seed: 7000019,
      bias: 'verdicts',
      replicas: 3,
      actions: [
        { after: 9000, kind: 'edit', device: 0, a: 1, b: 412, c: 810 },
        { after: 2500, kind: 'calm', device: 2, a: 305, b: 637, c: 22 },
        { after: 600, kind: 'offline', device: 2, a: 360, b: 637, c: 269 },
        { after: 150, kind: 'edit', device: 2, a: 0, b: 637, c: 223 },
        { after: 40, kind: 'storm', device: 2, a: 1000, b: 637, c: 762 },
        { after: 10, kind: 'clone', device: 2, a: 106, b: 637, c: 406 },
        { after: 600, kind: 'edit', device: -1, a: 0, b: 637, c: 963 },
        { after: 10, kind: 'edit', device: -1, a: 0, b: 637, c: 242 },
        { after: 600, kind: 'online', device: 2, a: 818, b: 637, c: 451 },
        { after: 150, kind: 'burst', device: 2, a: 0, b: 637, c: 411 },
        { after: 40, kind: 'tab', device: 2, a: 799, b: 637, c: 75 },
        { after: 150, kind: 'storm', device: 2, a: 656, b: 994, c: 223 },
        { after: 10, kind: 'edit', device: 4, a: 0, b: 7, c: 429 },
        { after: 40, kind: 'edit', device: 4, a: 11, b: 713, c: 351 },
        { after: 9000, kind: 'newcomer', device: 0, a: 948, b: 371, c: 601 },
      ],
    },
  },
  {
    // Of two titles the first was refused, which its author had not heard yet when the second came back: as no timeline
    // entry of the first was there, it was laid over the second.
    found: 'the screen never goes back (D4)',
    plan: {
      seed: 9001134,
      bias: 'conflicts',
      replicas: 3,
      actions: [
        { after: 1, kind: 'online', device: 0, a: 43, b: 748, c: 855 },
        { after: 2500, kind: 'storm', device: 4, a: 637, b: 952, c: 927 },
        { after: 150, kind: 'edit', device: 3, a: 20, b: 925, c: 30 },
        { after: 3, kind: 'edit', device: 4, a: 20, b: 925, c: 456 },
        { after: 2500, kind: 'edit', device: 3, a: 21, b: 925, c: 137 },
        { after: 9000, kind: 'edit', device: 1, a: 19, b: 500, c: 107 },
        { after: 1, kind: 'edit', device: 1, a: 0, b: 500, c: 291 },
      ],
    },
  },
  {
    // An agent was limited to teams while the answer to their title was lost: planned anew under the new grants it was
    // refused, and left the screen until the row came.
    found: 'the screen never goes back (D4)',
    plan: {
      seed: 11002615,
      bias: 'grants',
      replicas: 3,
      actions: [
        { after: 40, kind: 'edit', device: 2, a: 15, b: 698, c: 635 },
        { after: 9000, kind: 'edit', device: 2, a: 7, b: 709, c: 124 },
        { after: 1, kind: 'edit', device: 0, a: 12, b: 215, c: 298 },
        { after: 9000, kind: 'edit', device: 2, a: 17, b: 433, c: 54 },
        { after: 40, kind: 'storm', device: 4, a: 649, b: 542, c: 861 },
        { after: 2500, kind: 'edit', device: 3, a: 3, b: 635, c: 500 },
        { after: 2500, kind: 'edit', device: 1, a: 16, b: 162, c: 82 },
        { after: 9000, kind: 'edit', device: 3, a: 4, b: 236, c: 918 },
        { after: 2500, kind: 'edit', device: 4, a: 10, b: 968, c: 939 },
        { after: 600, kind: 'edit', device: 2, a: 0, b: 993, c: 113 },
        { after: 9000, kind: 'edit', device: 2, a: 13, b: 14, c: 120 },
        { after: 150, kind: 'edit', device: 3, a: 15, b: 410, c: 670 },
      ],
    },
  },
  {
    // A tab applied a delta though its device lacked what came before it; another, which had waited in a hanging round with an
    // earlier delta, applied that afterwards, and took the row back.
    found: 'reads never go back (S4, D3)',
    plan: {
      seed: 13000713,
      bias: 'crowds',
      replicas: 3,
      actions: [
        { after: 3, kind: 'tab', device: 0, a: 418, b: 137, c: 423 },
        { after: 40, kind: 'calm', device: 0, a: 379, b: 832, c: 792 },
        { after: 10, kind: 'storm', device: 3, a: 7, b: 151, c: 450 },
        { after: 3, kind: 'restart-server', device: 3, a: 545, b: 151, c: 650 },
        { after: 2500, kind: 'edit', device: 3, a: 0, b: 151, c: 249 },
        { after: 150, kind: 'edit', device: 4, a: 0, b: 151, c: 921 },
        { after: 150, kind: 'edit', device: 3, a: 12, b: 151, c: 54 },
        { after: 150, kind: 'half-open', device: 0, a: 170, b: 0, c: 0 },
        { after: 150, kind: 'edit', device: 4, a: 12, b: 151, c: 617 },
        { after: 150, kind: 'edit', device: 4, a: 0, b: 151, c: 57 },
        { after: 150, kind: 'edit', device: 3, a: 12, b: 151, c: 855 },
        { after: 40, kind: 'edit', device: 2, a: 0, b: 532, c: 513 },
      ],
    },
  },
];
