import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { readRegularFile } from '../read-regular-file.ts';

/** Many programs empty a file before they write it anew: for so long it has to have been left alone. */
const QUIET_MS = 30;
const MOST_WAIT_MS = 3_000;

/**
 * The bytes of a file that other programs write, once nobody is at it: what is read in the midst of a write may be half of
 * it, or nothing. Throws for a file that is not there, that cannot be read, or that is never left alone.
 */
export async function readSettled(
  path: string,
  { quietMs, mostWaitMs } = { quietMs: QUIET_MS, mostWaitMs: MOST_WAIT_MS },
): Promise<Buffer> {
  const endsAt = performance.now() + mostWaitMs;
  for (;;) {
    const before = await stat(path, { bigint: true });
    if (Math.abs(Date.now() - Number(before.mtimeNs / 1_000_000n)) >= quietMs) {
      const bytes = await readRegularFile(path);
      const after = await stat(path, { bigint: true });
      const isSame = (['ino', 'size', 'mtimeNs'] as const).every((key) => before[key] === after[key]);
      if (isSame) return bytes;
    }
    if (performance.now() >= endsAt) {
      throw new Error('another program keeps writing it');
    }
    await wait(QUIET_MS);
  }
}
