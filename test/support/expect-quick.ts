import { createHash } from 'node:crypto';
import { expect } from 'vitest';

const REFERENCE = Buffer.alloc(32 * 1024 * 1024, 'tea ');
const MOST_TIMES = 100;

let reference: number | undefined;

/** Fails when `work` takes a hundred times the processor time of hashing 32 MiB: what it is given makes it grow without bound. */
export function expectQuick(work: () => unknown, what = ''): void {
  reference ??= measure(() => createHash('sha256').update(REFERENCE).digest());
  expect(measure(work) / reference, what).toBeLessThan(MOST_TIMES);
}

/** Processor time in microseconds: other programs on the machine do not count. */
function measure(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, user + system);
}
