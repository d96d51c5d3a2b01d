import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { errorCode } from '../errors.ts';
import { readRegularFile, requireRegular } from '../read-regular-file.ts';

/** Many programs empty a file before they write it anew: for so long it has to have been left alone. */
const QUIET_MS = 30;
/** Others take a file away before they put the new one in its place. */
const AWAY_MS = 100;
const MOST_WAIT_MS = 3_000;

/**
 * The bytes of a file that other programs write, once nobody is at it: what is read in the midst of a write may be half of
 * it, or nothing. One that is replaced again and again is whole each time: what it was when it was replaced is given. Throws
 * for a file that is not there, that cannot be read, or that is written in its place without a pause.
 */
export async function readSettled(
  path: string,
  { quietMs, mostWaitMs } = { quietMs: QUIET_MS, mostWaitMs: MOST_WAIT_MS },
): Promise<Buffer> {
  const beganAt = performance.now();
  let held: Held | undefined;
  try {
    for (;;) {
      const passedMs = performance.now() - beganAt;
      const before = await lookAt(path, passedMs < AWAY_MS ? quietMs : 0);
      if (before !== undefined) {
        if (held !== undefined && (await isReplaced(held, before))) return held.bytes;
        if (isQuiet(before, quietMs)) {
          const bytes = await readRegularFile(path);
          if (isSame(before, await stat(path, { bigint: true }))) return bytes;
        }
        if (passedMs >= mostWaitMs) throw new Error('another program keeps writing it');
        await held?.file.close();
        held = await hold(path);
      }
      await wait(QUIET_MS);
    }
  } finally {
    await held?.file.close();
  }
}

/** A file that is held open, as it was when it was read. */
interface Held {
  file: FileHandle;
  stats: BigIntStats;
  bytes: Buffer;
}

/** Undefined when it may just have been taken away to be put back; its folder tells, which changed then. */
async function lookAt(path: string, quietMs: number): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    const folder = await stat(dirname(path), { bigint: true }).catch(() => undefined);
    if (folder === undefined || isQuiet(folder, quietMs)) throw error;
    return undefined;
  }
}

async function hold(path: string): Promise<Held | undefined> {
  // What is no regular file any more would keep whoever opens it waiting.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    requireRegular(path, await file.stat());
    const stats = await file.stat({ bigint: true });
    return { file, stats, bytes: await file.readFile() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Whether another file has its name now, and nobody has written to it since it was read. */
async function isReplaced({ file, stats }: Held, now: BigIntStats): Promise<boolean> {
  return stats.ino !== now.ino && isSame(stats, await file.stat({ bigint: true }));
}

function isQuiet({ mtimeNs }: BigIntStats, quietMs: number): boolean {
  return Math.abs(Date.now() - Number(mtimeNs / 1_000_000n)) >= quietMs;
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return (['ino', 'size', 'mtimeNs'] as const).every((key) => one[key] === other[key]);
}
