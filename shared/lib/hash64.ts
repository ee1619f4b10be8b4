/**
 * A 64-bit hash that is also PostgreSQL's own (its extended hash functions: Bob Jenkins' lookup3, seeded with what was
 * hashed before), so that device and database may sum the same rows without either sending them. Each call hashes a
 * value on top of the ones before: `new Hash64(1).uuid(id).int4(7)` is
 * `hashint4extended(7, uuid_hash_extended(id, 1))`. It guards nothing; it need not resist an attacker.
 */
export class Hash64 {
  /** The upper and the lower half, as signed 32-bit integers. */
  hi = 0;
  lo = 0;
  #a = 0;
  #b = 0;
  #c = 0;

  constructor(seed = 0) {
    this.lo = seed | 0;
  }

  /** Begins anew. `seed`: 0 to 2^31 − 1. */
  begin(seed: number): this {
    this.hi = 0;
    this.lo = seed | 0;
    return this;
  }

  /** As `hashint4extended`. */
  int4(value: number): this {
    this.#seed(4);
    this.#a = (this.#a + value) | 0;
    return this.#final();
  }

  /** As `uuid_hash_extended`: 36 characters, lower case. */
  uuid(text: string): this {
    this.#seed(16);
    this.#a = (this.#a + word(text.slice(0, 8))) | 0;
    this.#b = (this.#b + word(text.slice(9, 13) + text.slice(14, 18))) | 0;
    this.#c = (this.#c + word(text.slice(19, 23) + text.slice(24, 28))) | 0;
    this.#mix();
    this.#a = (this.#a + word(text.slice(28, 36))) | 0;
    return this.#final();
  }

  /** As `hashtextextended`, of plain ASCII. */
  text(text: string): this {
    this.#seed(text.length);
    const byte = (i: number, shift: number): number => (i < text.length ? text.charCodeAt(i) << shift : 0);
    const four = (i: number): number => byte(i, 0) | byte(i + 1, 8) | byte(i + 2, 16) | byte(i + 3, 24);
    let at = 0;
    for (; text.length - at >= 12; at += 12) {
      this.#a = (this.#a + four(at)) | 0;
      this.#b = (this.#b + four(at + 4)) | 0;
      this.#c = (this.#c + four(at + 8)) | 0;
      this.#mix();
    }
    this.#a = (this.#a + four(at)) | 0;
    this.#b = (this.#b + four(at + 4)) | 0;
    // The lowest byte of the last word is kept for the length.
    this.#c = (this.#c + (byte(at + 8, 8) | byte(at + 9, 16) | byte(at + 10, 24))) | 0;
    return this.#final();
  }

  #seed(length: number): void {
    const begin = (0x9e3779b9 + length + 3923095) | 0;
    this.#a = this.#b = this.#c = begin;
    if (this.hi === 0 && this.lo === 0) return;
    this.#a = (begin + this.hi) | 0;
    this.#b = (begin + this.lo) | 0;
    this.#mix();
  }

  #mix(): void {
    let [a, b, c] = [this.#a, this.#b, this.#c];
    a = ((a - c) | 0) ^ rotated(c, 4);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotated(a, 6);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotated(b, 8);
    b = (b + a) | 0;
    a = ((a - c) | 0) ^ rotated(c, 16);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotated(a, 19);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotated(b, 4);
    b = (b + a) | 0;
    this.#a = a;
    this.#b = b;
    this.#c = c;
  }

  #final(): this {
    let [a, b, c] = [this.#a, this.#b, this.#c];
    c = ((c ^ b) - rotated(b, 14)) | 0;
    a = ((a ^ c) - rotated(c, 11)) | 0;
    b = ((b ^ a) - rotated(a, 25)) | 0;
    c = ((c ^ b) - rotated(b, 16)) | 0;
    a = ((a ^ c) - rotated(c, 4)) | 0;
    b = ((b ^ a) - rotated(a, 14)) | 0;
    c = ((c ^ b) - rotated(b, 24)) | 0;
    this.hi = b;
    this.lo = c;
    return this;
  }
}

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** Eight hexadecimal digits as the little-endian word that their bytes are in memory. */
function word(hex: string): number {
  const big = Number.parseInt(hex, 16) | 0;
  return ((big & 0xff) << 24) | ((big & 0xff00) << 8) | ((big >>> 8) & 0xff00) | (big >>> 24);
}
