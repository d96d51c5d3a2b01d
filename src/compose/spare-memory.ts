import { setFlagsFromString } from 'node:v8';

/**
 * Lets this process give memory back soon rather than keep it for speed. A daemon is idle nearly always, and starting a
 * program from it takes the longer the larger it is.
 */
export function spareMemory(): void {
  setFlagsFromString('--optimize-for-size');
}
