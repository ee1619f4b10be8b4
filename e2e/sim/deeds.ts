/** What of others' was on a screen, and in which life of the server; undefined where a device still held rows of an earlier one. */
export interface Seen {
  value: string | undefined;
  /** Whose write it was on this device: a value that was restored stands there once more, and was not seen as that. */
  dot?: readonly [r: number, n: number] | undefined;
  life: string | undefined;
}

/** What somebody did, as the judge remembers it. */
export interface Deed {
  uid: string;
  name: string;
  profile: string;
  /** `row key.column` → the value written there, where every value is written once. */
  wrote: Map<string, string>;
  /** The value of another that was on the screen below own unanswered ones, for each of `wrote`. */
  saw: Map<string, Seen>;
  /** What this profile had made before, and had come with: its own, whatever identity wrote it. */
  own: ReadonlySet<string>;
  /** Own unanswered moves of the same ticket that a move is made on top of. */
  on: readonly string[];
}

/** Everything done in a world, by whomever. */
export class Deeds {
  byUid = new Map<string, Deed>();
  /** Deeds that no device knows of any more. */
  readonly forgotten = new Set<string>();
  /** Made anew of what was refused: a copy of the profile may do the same. */
  readonly anew = new Set<string>();
  /** `person word`: words that a person wrote themselves. */
  readonly ownWords = new Set<string>();
  #byValue = new Map<string, Deed[]>();

  add(deed: Deed): void {
    this.byUid.set(deed.uid, deed);
    for (const [at, value] of deed.wrote)
      this.#byValue.set(`${at}=${value}`, [...this.allOf(at, value), deed]);
  }

  /** Who wrote a value; the last of them where it was restored (M5). */
  of(at: string, value: unknown): Deed | undefined {
    return this.allOf(at, value).at(-1);
  }

  /** Everybody who wrote a value: several may restore the same one. */
  allOf(at: string, value: unknown): readonly Deed[] {
    return this.#byValue.get(`${at}=${String(value)}`) ?? [];
  }

  /** Whether a value that had lost, or was refused, was written once more by somebody who wanted it back. */
  isRestored(at: string, value: unknown): boolean {
    const all = this.allOf(at, value);
    return all.length > 1 || all[0]?.name === 'conflict.resolve';
  }
}
