import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_EVERY_MS = 2_000;
/** Processor time between two looks that says: this process is at work. */
const BUSY_MS = 100;
/** Processor time between two looks from which on the optimiser pays. */
const MUCH_MS = 500;
const MB = 1024 * 1024;

/** Before anything is loaded: no code is optimised until there is much to do, since the optimiser alone takes 4 MB. */
export function spareOptimiser(): void {
  setFlagsFromString('--no-opt');
}

/**
 * Lets this process give memory back soon rather than keep it for speed, from when it has started. A daemon is idle nearly
 * always, and starting a program from it takes the longer the larger it is.
 */
export function spareMemory(): void {
  setFlagsFromString('--optimize-for-size');
  const collect = findCollector();
  let leftBytes = 0;
  let worked = process.cpuUsage();
  const look = (): void => {
    const { user, system } = process.cpuUsage(worked);
    worked = process.cpuUsage();
    const workedMs = (user + system) / 1000;
    if (workedMs >= MUCH_MS) setFlagsFromString('--opt');
    const usedBytes = getHeapStatistics().used_heap_size;
    if (!isWorthCollecting({ usedBytes, leftBytes, workedMs })) return;
    collect();
    leftBytes = getHeapStatistics().used_heap_size;
    worked = process.cpuUsage();
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}

/** True when much garbage may have come together and nothing is going on: left to itself V8 waits for more of it. */
export function isWorthCollecting(seen: {
  usedBytes: number;
  /** What was used after the last collection. */
  leftBytes: number;
  /** Processor time since the last look. */
  workedMs: number;
}): boolean {
  const { usedBytes, leftBytes, workedMs } = seen;
  return workedMs < BUSY_MS && usedBytes > leftBytes + Math.max(4 * MB, leftBytes / 10);
}

/** The function that collects all garbage at once. */
export function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return typeof collect === 'function' ? () => void collect() : () => undefined;
}
