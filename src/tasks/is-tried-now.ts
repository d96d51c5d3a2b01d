import type { ActiveRun } from './world.ts';

/**
 * Whether a landing is tried, or is about to be, of which nobody knows whether what held it back before still does. Nobody is at a
 * run for the instant in which it is claimed, either.
 */
export function isTriedNow({ step, waiting, takenUp }: ActiveRun): boolean {
  if (step === 'landing') return waiting !== undefined && takenUp === 'next';
  return step === 'claimed' && takenUp === 'next';
}
