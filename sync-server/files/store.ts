import type { Readable } from 'node:stream';

/** A content: what is the same in one tenant is kept once, and what is the same in two is kept twice. */
export interface ContentKey {
  tenantId: string;
  /** SHA-256 in hexadecimal; checked against the content before it is put. */
  sha256: string;
}

/** Where contents are kept for good. The contract is one suite (store.test.ts), run against every store. */
export interface FileStore {
  /**
   * Keeps a content that lies in a file, which stays. When it resolves the content outlives a power cut, as far as the
   * store can say; done twice is done once.
   */
  put(key: ContentKey, path: string, bytes: number): Promise<void>;
  /** The content, or undefined where there is none. */
  open(key: ContentKey): Promise<Readable | undefined>;
}
