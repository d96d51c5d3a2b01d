import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_EVERY_MS = 2_000;
/** Processor time between two looks that says: this process is at work. */
const BUSY_MS = 100;
/** Processor time between two looks that is much. */
const MUCH_MS = 500;
/** Processor time of looks in a row, each with much of it, from which on the optimiser pays. */
const LONG_MS = 20_000;
const MB = 1024 * 1024;
/** What a daemon with little to keep uses once it has started: of that, a collection would give next to nothing back. */
const STARTED_BYTES = 10 * MB;

/** Before anything is loaded: no code is optimised until there is much to do for long, since that takes 10 MB for good. */
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
  const addUp = createEffortGauge();
  let leftBytes = STARTED_BYTES;
  let calmLooks = 0;
  let worked = process.cpuUsage();
  const look = (): void => {
    const { user, system } = process.cpuUsage(worked);
    worked = process.cpuUsage();
    const workedMs = (user + system) / 1000;
    calmLooks = workedMs < BUSY_MS ? calmLooks + 1 : 0;
    if (addUp(workedMs) >= LONG_MS) setFlagsFromString('--opt');
    const usedBytes = getHeapStatistics().used_heap_size;
    if (isWorthCollecting({ usedBytes, leftBytes, workedMs })) {
      collect('all');
      leftBytes = getHeapStatistics().used_heap_size;
    } else if (isWorthShrinking({ calmLooks, roomBytes: measureYoungRoom() })) {
      collect('young');
    } else return;
    worked = process.cpuUsage();
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}

/**
 * Adds up the processor time of looks in a row, in milliseconds, and begins anew after one without much: what comes once a
 * minute and is over in seconds, as a look at very many plans, is done before optimised code would have paid.
 */
export function createEffortGauge(): (workedMs: number) => number {
  let sumMs = 0;
  return (workedMs) => {
    sumMs = workedMs < MUCH_MS ? 0 : sumMs + workedMs;
    return sumMs;
  };
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

/**
 * True when the room for new objects has grown while there was work and is empty now. V8 gives it back in a collection of
 * that room alone, in a few milliseconds, once nearly nothing has been allocated for 5 s. Where it does not, it is left alone.
 */
export function isWorthShrinking(seen: {
  /** Looks in a row without work. */
  calmLooks: number;
  /** Resident memory of the room beyond what is in use there. */
  roomBytes: number;
}): boolean {
  const { calmLooks, roomBytes } = seen;
  return calmLooks >= 3 && calmLooks <= 5 && roomBytes > 2 * MB;
}

function measureYoungRoom(): number {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  return young === undefined ? 0 : young.physical_space_size - young.space_used_size;
}

/** The function that collects garbage at once: all of it, or what is among the newest objects. */
export function findCollector(): (what: 'all' | 'young') => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect !== 'function') return () => undefined;
  // Before V8 12 whatever it is given means the newest alone.
  return (what) => void (what === 'all' ? collect() : collect({ type: 'minor' }));
}
