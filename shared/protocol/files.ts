import * as z from 'zod/mini';

/**
 * How the bytes of a file travel, beside the protocol of rows (SPEC F1). Everything is under `/files/<ticket>/<attachment>`,
 * with the token of somebody who may see that attachment; whoever may not is told that it is not there.
 *
 * `GET  …/upload`       where its author's device goes on: an `uploadReplySchema`
 * `PUT  …/upload?at=N`  the bytes from N on, any number of them; answers the same. What has come counts, also of a request
 *                       that broke off. 409 `wrong-place`: they begin elsewhere, ask again.
 * `GET  …`              the content, once all of it has come.
 */
export const uploadReplySchema = z.object({
  /** How many bytes the office has: sending goes on from there. */
  at: z.int().check(z.gte(0)),
  /** All has come, and was found to be what the row says. */
  stored: z.boolean(),
});
export type UploadReply = z.infer<typeof uploadReplySchema>;

/** Bytes in one request: small at first, and no more than what is lost of a broken one is worth. */
export const pieceBytes = { first: 256 * 1024, min: 16 * 1024, max: 4 * 1024 * 1024 } as const;
