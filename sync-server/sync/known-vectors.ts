import type { Vector } from '../../shared/clock/vector.ts';

const LIMIT = 2_000;

/**
 * Vectors by the digest that stands for them, the latest used last. A device then names its vector by 20 digits; a
 * digest that is no longer here is answered with `unknown`, and the device sends the vector in full (SPEC S4).
 */
export class KnownVectors {
  #vectors = new Map<string, Vector>();

  remember(tenantId: string, digest: string, vector: Vector): void {
    const key = `${tenantId}/${digest}`;
    this.#vectors.delete(key);
    this.#vectors.set(key, vector);
    if (this.#vectors.size > LIMIT) {
      const oldest = this.#vectors.keys().next().value;
      if (oldest !== undefined) this.#vectors.delete(oldest);
    }
  }

  find(tenantId: string, digest: string): Vector | undefined {
    return this.#vectors.get(`${tenantId}/${digest}`);
  }
}
