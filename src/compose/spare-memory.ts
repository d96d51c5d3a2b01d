import { setFlagsFromString } from 'node:v8';

/**
 * Lets this process give memory back soon rather than keep it for speed. A daemon is idle nearly always, and starting a
 * program from it takes the longer the larger it is.
 */
export function spareMemory(): void {
  setFlagsFromString('--optimize-for-size');
  // Code is optimised only where it runs hot for long: the optimiser alone is 3 MB of the program that come into memory.
  setFlagsFromString('--interrupt-budget=2000000');
}
