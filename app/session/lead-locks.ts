/** The lock of the tab that leads. */
export const leadLock = (accountKey: string): string => `waypost:sync:${accountKey}`;
/** The lock that is held while the one stream is open; whoever wants to know asks the browser. */
export const streamLock = (accountKey: string): string => `waypost:stream:${accountKey}`;
