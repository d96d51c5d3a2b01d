/** How long a daemon may take from its lock until it listens; on a busy machine, or with a landing to recover, that is long. */
export const LISTENS_WITHIN_MS = 120_000;

/** Milliseconds between two looks at a daemon that is just coming or going. */
export const LOOK_EVERY_MS = 50;
