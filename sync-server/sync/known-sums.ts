/** A scope is summed at most this often, whoever asks. */
const SUM_EVERY_MS = 60_000;
const LIMIT = 10_000;

/**
 * What scopes amount to, each under the digest of heads it was summed at: a sum is made once for all devices that stand
 * there. In a busy tenant the heads move on before a second device asks, so there is a limit on how often a scope is
 * summed at all; whoever comes too soon asks another time (SPEC C1).
 */
export class KnownSums {
  #sums = new Map<string, { digest: string; at: number; sum: Promise<string | null> }>();

  /** Undefined when the scope was summed a moment ago under other heads. */
  find(
    scope: { tenantId: string; key: string; digest: string },
    now: number,
    make: () => Promise<string | null>,
  ): Promise<string | null> | undefined {
    const { tenantId, key, digest } = scope;
    const name = `${tenantId}/${key}`;
    const known = this.#sums.get(name);
    if (known?.digest === digest) return known.sum;
    if (known && Math.abs(now - known.at) < SUM_EVERY_MS) return undefined;
    const sum = make();
    this.#sums.delete(name);
    this.#sums.set(name, { digest, at: now, sum });
    sum.catch(() => this.#sums.delete(name));
    for (const oldest of this.#sums.keys()) {
      if (this.#sums.size <= LIMIT) break;
      this.#sums.delete(oldest);
    }
    return sum;
  }
}
