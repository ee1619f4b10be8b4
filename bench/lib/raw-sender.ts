import { randomUUID } from 'node:crypto';
import { currentVersion, type MutationArgs, type MutationName } from '../../shared/mutations/registry.ts';
import type { PushRequest, SentMutation } from '../../shared/protocol/push.ts';
import { PROTOCOL } from '../../shared/protocol/version.ts';

/** A replica without a store, for load: it counts, and names its predecessor. */
export class RawSender {
  readonly replica = randomUUID();
  #n = 0;
  #prev: string | null = null;
  #who: { tenant: string; person: string; incarnation: string };

  constructor(who: { tenant: string; person: string; incarnation: string }) {
    this.#who = who;
  }

  sender() {
    return {
      protocol: PROTOCOL,
      ...this.#who,
      replica: this.replica,
      sentAt: Date.now(),
      left: 0,
      app: 'bench',
    };
  }

  request<N extends MutationName>(name: N, args: MutationArgs<N>): PushRequest {
    const uid = randomUUID();
    const at = Date.now();
    const mutation: SentMutation = {
      n: (this.#n += 1),
      uid,
      prev: this.#prev,
      name,
      version: currentVersion(name),
      args,
      at,
      s: at * 1024,
      base: {},
      needs: [],
      echo: '',
    };
    this.#prev = uid;
    return { ...this.sender(), mutations: [mutation] };
  }
}
