import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CALLS_FOLDER, dayOf, listCallFiles, sumFiles } from './call-files.ts';
import { understandLine } from './call-ledger.ts';
import { readCalls } from './read-calls.ts';

/**
 * Puts the sum of all days up to `until` (a UTC day that no process writes to any more) in place of their lines, so that
 * reading the ledger does not grow with history. For who has the instance lock. `write` has to be durable.
 */
export async function sumUpCalls(
  recordsFolder: string,
  until: string,
  write: (path: string, text: string) => Promise<void>,
): Promise<void> {
  const folder = join(recordsFolder, CALLS_FOLDER);
  const { days, summedUntil } = listCallFiles(folder);
  const old = days.filter((name) => dayOf(name) <= until);
  if (old.length === 0) return;
  const { tasks, plans, ...rest } = readCalls(recordsFolder, understandLine, { until }).read();
  const files = sumFiles(folder, until);
  await write(files.spend, JSON.stringify({ tasks, plans }));
  // From here on the sums count and the days do not.
  await write(files.totals, JSON.stringify(rest));
  for (const name of old) rmSync(join(folder, name), { force: true });
  if (summedUntil === undefined) return;
  const before = sumFiles(folder, summedUntil);
  rmSync(before.totals, { force: true });
  rmSync(before.spend, { force: true });
}
