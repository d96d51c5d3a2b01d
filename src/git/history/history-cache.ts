import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { checkShape, z } from '../../schema.ts';
import { messageFactsSchema } from './message-facts.ts';

const historyCacheSchema = z.object({
  version: z.literal(2),
  /** Tips of the local branches when it was written, sorted. */
  tips: z.array(z.string()),
  /** Shallow boundary at that time. */
  boundary: z.string(),
  facts: z.array(messageFactsSchema),
});

/** What a scan of the history found, and up to where it looked. */
export type HistoryCache = z.infer<typeof historyCacheSchema>;

/** Reads the cache; undefined when it is missing or of no use. */
export async function readHistoryCache(file: string): Promise<HistoryCache | undefined> {
  try {
    const checked = checkShape(historyCacheSchema, JSON.parse(await readFile(file, 'utf8')));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Replaces the cache in one step. It need not survive a power cut, so nothing is flushed; where it cannot be written, the
 * next scan takes longer and that is all.
 */
export async function writeHistoryCache(file: string, cache: HistoryCache): Promise<void> {
  // Runs that end together scan together, so a draft is never shared.
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, JSON.stringify(cache), { mode: 0o600 });
    await rename(draft, file);
    faultPoint('history-cache:renamed');
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}
