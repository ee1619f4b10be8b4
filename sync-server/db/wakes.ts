/**
 * The channel on which servers and command-line tools hint to one another, outside of any writing transaction. The
 * payload is the sender's id, a space, and the tenant's. Hints may be lost (SPEC S7).
 */
export const WAKE_CHANNEL = 'waypost_wake';
