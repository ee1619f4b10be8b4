import type { Heads } from '../db/sync/replicas.ts';
import type { Place } from './places.ts';

/** Vector entries held in all, about 30 MB. */
const LIMIT = 500_000;

/**
 * Vectors and their epochs by the digest that stands for them, the latest used last. A device then names its vector by 20 digits; a
 * digest that is no longer here is answered with `unknown`, and the device sends the vector in full (SPEC S4).
 */
export class KnownVectors {
  #vectors = new Map<string, Place & { size: number }>();
  #size = 0;

  remember(tenantId: string, { digest, heads, epoch }: Heads): void {
    const key = `${tenantId}/${digest}`;
    this.#drop(key);
    const size = Object.keys(heads).length + 1;
    this.#vectors.set(key, { vector: heads, epoch, size });
    this.#size += size;
    for (const oldest of this.#vectors.keys()) {
      if (this.#size <= LIMIT || oldest === key) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#size -= this.#vectors.get(key)?.size ?? 0;
    this.#vectors.delete(key);
  }

  find(tenantId: string, digest: string): Place | undefined {
    return this.#vectors.get(`${tenantId}/${digest}`);
  }
}
