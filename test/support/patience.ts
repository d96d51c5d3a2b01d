/**
 * How long a test waits for what has to come, in milliseconds. It is when a test gives up, never how fast it goes on, so it
 * leaves room for a machine on which every process of a chain stands still for many seconds.
 */
export const PATIENCE_MS = 120_000;
