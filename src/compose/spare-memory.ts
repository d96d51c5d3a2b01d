import { setFlagsFromString } from 'node:v8';

/** Before anything is loaded: code is optimised only where it runs hot for long, since the optimiser alone takes 3 MB. */
export function spareOptimiser(): void {
  setFlagsFromString('--interrupt-budget=2000000');
}

/**
 * Lets this process give memory back soon rather than keep it for speed, from when it has started. A daemon is idle nearly
 * always, and starting a program from it takes the longer the larger it is.
 */
export function spareMemory(): void {
  setFlagsFromString('--optimize-for-size');
}
