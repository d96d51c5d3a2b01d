import { setImmediate as giveWay } from 'node:timers/promises';
import type { Globs } from './globs.ts';
import { readScanned } from './read-scanned.ts';
import { type Scan, scanFiles } from './scan.ts';
import type { Settling } from './settling.ts';

/** Files that are read before others get their turn. */
const READ_AT_ONCE = 64;

/**
 * Scans once and reads what has settled by then, at the instant that `clock` tells after the scan. `unstable` when a
 * file changed between the two, so that another look is due.
 */
export async function takeLook(
  root: string,
  globs: Globs,
  settling: Settling,
  clock: () => number,
): Promise<{ scan: Scan; unstable: boolean }> {
  const scan = await scanFiles(root, globs);
  const seenAt = clock();
  settling.observe(scan, seenAt);
  let unstable = false;
  const due = settling.listDue(seenAt);
  for (let from = 0; from < due.length; from += READ_AT_ONCE) {
    if (from > 0) await giveWay();
    for (const file of due.slice(from, from + READ_AT_ONCE)) {
      const reading = readScanned(root, file);
      if (reading === undefined) unstable = true;
      else settling.accept(file, reading, seenAt);
    }
  }
  return { scan, unstable };
}
