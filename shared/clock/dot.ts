/** A mutation's place in order: the ordinal of its replica, and that replica's counter (SPEC O1). */
export type Dot = readonly [replica: number, counter: number];

/** The server's own replica, in every tenant: for what no client started (SPEC L3). */
export const SERVER_REPLICA = 1;

export function sameDot(a: Dot | null | undefined, b: Dot | null | undefined): boolean {
  return !!a && !!b && a[0] === b[0] && a[1] === b[1];
}

export function compareDots(a: Dot, b: Dot): number {
  return a[0] - b[0] || a[1] - b[1];
}
