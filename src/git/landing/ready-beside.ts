import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../../result.ts';
import type { ReadiedCopy } from './ready-copy.ts';
import type { PreparedRefUpdate, RefRefusal } from './ref-transaction.ts';

type Preparation = Result<PreparedRefUpdate, RefRefusal>;

/** What is ready when the index is locked. */
export interface Readied {
  /** Undefined where the branch was let go, and is not wanted any more. */
  branch: Preparation | undefined;
  copy: PromiseSettledResult<ReadiedCopy>;
  /** True when the files took so long that others may have come meanwhile. */
  wasSlow: boolean;
}

/** How long the branch may be locked while the files are looked at, in milliseconds. */
const LONGEST_LOCK_MS = 1_000;

/**
 * Has the branch prepared beside the look at the files, since each takes its time. Where filters make the look last, the branch
 * is let go meanwhile and prepared again when it is over, if it is `wanted` then.
 */
export async function readyBeside(
  prepare: () => Promise<Preparation>,
  look: () => Promise<ReadiedCopy>,
  wanted: (copy: PromiseSettledResult<ReadiedCopy>) => boolean,
): Promise<Readied> {
  // The look takes longer: the processes that it makes come first.
  const looked = Promise.allSettled([look()]);
  await nextTurn();
  const preparing = Promise.allSettled([prepare()]);
  const timer = new AbortController();
  const late = sleep(LONGEST_LOCK_MS, 'late', { signal: timer.signal }).catch(() => 'late');
  const wasSlow = (await Promise.race([looked, late])) === 'late';
  timer.abort();
  // Both are waited for, since the one that ends well may be the one that holds locks.
  const [first] = await preparing;
  if (wasSlow && first.status === 'fulfilled' && first.value.ok) await first.value.value.abort();
  const [copy] = await looked;
  if (first.status === 'rejected') throw first.reason;
  if (!wasSlow || !first.value.ok) return { branch: first.value, copy, wasSlow };
  return { branch: wanted(copy) ? await prepare() : undefined, copy, wasSlow };
}
