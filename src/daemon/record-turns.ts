import { createTurns } from './turns.ts';

/**
 * Keeps changes of what is remembered of tasks apart from moves of records to other names: what is written to a record that
 * is just being moved would be lost. One at a time for each store, in the order in which they come.
 */
export const inTurn = createTurns();
