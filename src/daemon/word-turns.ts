import { createTurns } from './turns.ts';

/**
 * Keeps apart the words on what may run, a person's and those of rules: each takes its look once the one before it is
 * carried out, so that the last holds. One at a time for each store; take no turn while you have one.
 */
export const inTurnOfWords = createTurns();
