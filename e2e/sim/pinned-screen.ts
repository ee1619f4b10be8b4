import type { Plan } from './schedule.ts';

export interface Pinned {
  /** The invariant that told. */
  found: string;
  plan: Plan;
}

/** Worlds in which the screen once showed what it should not, or lost what it should show. */
export const pinnedOnScreen: readonly Pinned[] = [
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
    // The judge's mistake: a ticket left its requester, who became an agent a moment later. Their device heard of the first alone,
    // and the row went, as it had to; by the scope they held by then it was said to have been there all along.
    found: 'a row in scope stays on the screen (S3, D4)',
    plan: {
      seed: 21005110,
      bias: 'grants',
      replicas: 3,
      actions: [
        { after: 2500, kind: 'edit', device: 4, a: 15, b: 665, c: 49 },
        { after: 2500, kind: 'burst', device: 2, a: 4, b: 763, c: 227 },
        { after: 40, kind: 'edit', device: 0, a: 6, b: 22, c: 701 },
        { after: 1, kind: 'edit', device: 3, a: 6, b: 426, c: 89 },
        { after: 40, kind: 'offline', device: 3, a: 772, b: 935, c: 281 },
        { after: 150, kind: 'edit', device: 3, a: 14, b: 342, c: 430 },
        { after: 1, kind: 'edit', device: 3, a: 17, b: 584, c: 823 },
        { after: 1, kind: 'edit', device: 1, a: 17, b: 919, c: 219 },
        { after: 600, kind: 'edit', device: 3, a: 12, b: 985, c: 982 },
        { after: 40, kind: 'edit', device: 3, a: 18, b: 557, c: 74 },
        { after: 0, kind: 'edit', device: 1, a: 22, b: 749, c: 266 },
        { after: 40, kind: 'edit', device: 3, a: 17, b: 778, c: 59 },
        { after: 1, kind: 'kill', device: 0, a: 688, b: 571, c: 799 },
        { after: 600, kind: 'burst', device: 3, a: 19, b: 195, c: 182 },
      ],
    },
  },
  {
    // Replies were lost, the device was retired and refilled: its vector spoke of its own changes no more, and one that had been
    // done, and written over since, was painted once more, until it was answered under the next identity.
    found: 'the screen never goes back (D4)',
    plan: {
      seed: 22006931,
      bias: 'bounds',
      replicas: 3,
      actions: [
        { after: 0, kind: 'storm', device: 3, a: 133, b: 201, c: 954 },
        { after: 10, kind: 'edit', device: 3, a: 0, b: 778, c: 308 },
        { after: 600, kind: 'edit', device: 2, a: 0, b: 977, c: 140 },
        { after: 40, kind: 'edit', device: 3, a: 0, b: 668, c: 86 },
        { after: 40, kind: 'edit', device: 4, a: 0, b: 884, c: 946 },
        { after: 40, kind: 'edit', device: 3, a: 6, b: 156, c: 35 },
        { after: 2500, kind: 'upkeep', device: 2, a: 2, b: 587, c: 62 },
        { after: 10, kind: 'kill', device: 0, a: 23, b: 441, c: 51 },
        { after: 150, kind: 'upkeep', device: 4, a: 731, b: 642, c: 86 },
        { after: 10, kind: 'edit', device: 0, a: 19, b: 847, c: 130 },
      ],
    },
  },
  {
    // two tabs take new identities at once: one sent under the one of the other, which had no ordinal here yet
    found: 'everybody comes to rest',
    plan: {
      seed: 25002806,
      bias: 'bounds',
      replicas: 3,
      actions: [
        { after: 3, kind: 'edit', device: 2, a: 12, b: 730, c: 88 },
        { after: 9000, kind: 'upkeep', device: 4, a: 115, b: 107, c: 110 },
        { after: 0, kind: 'edit', device: 0, a: 12, b: 68, c: 346 },
        { after: 600, kind: 'offline', device: 3, a: 174, b: 988, c: 84 },
        { after: 40, kind: 'edit', device: 4, a: 12, b: 213, c: 75 },
        { after: 3, kind: 'newcomer', device: 2, a: 826, b: 955, c: 651 },
        { after: 9000, kind: 'online', device: 2, a: 974, b: 673, c: 791 },
        { after: 40, kind: 'edit', device: 0, a: 12, b: 835, c: 798 },
        { after: 9000, kind: 'edit', device: 1, a: 6, b: 937, c: 632 },
        { after: 9000, kind: 'edit', device: 4, a: 33, b: 909, c: 480 },
        { after: 2500, kind: 'tab', device: 1, a: 441, b: 502, c: 498 },
        { after: 150, kind: 'edit', device: 1, a: 2, b: 440, c: 295 },
        { after: 10, kind: 'upkeep', device: 0, a: 49, b: 143, c: 883 },
        { after: 150, kind: 'online', device: 2, a: 487, b: 724, c: 627 },
        { after: 0, kind: 'upkeep', device: 3, a: 562, b: 757, c: 806 },
      ],
    },
  },
  {
    // A newer app had just filled everything it knew of, and not yet heard that its agent's team has a scope: a ticket filed
    // for that team was in none, and left the screen until the pull.
    found: 'what is made is on the screen with it (D2)',
    plan: {
      seed: 39200287,
      bias: 'old-apps',
      replicas: 3,
      actions: [
        { after: 40, kind: 'online', device: 2, a: 71, b: 707, c: 124 },
        { after: 2500, kind: 'snapshot', device: 0, a: 581, b: 689, c: 321 },
        { after: 9000, kind: 'edit', device: 4, a: 15, b: 43, c: 847 },
        { after: 9000, kind: 'restart-server', device: 2, a: 140, b: 599, c: 684 },
        { after: 9000, kind: 'edit', device: 0, a: 0, b: 833, c: 844 },
        { after: 0, kind: 'update', device: 0, a: 314, b: 804, c: 535 },
        { after: 40, kind: 'storm', device: 2, a: 972, b: 755, c: 392 },
        { after: 600, kind: 'edit', device: 3, a: 0, b: 921, c: 427 },
      ],
    },
  },
];
