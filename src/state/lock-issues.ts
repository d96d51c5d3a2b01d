import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { planexVersion } from '../version.ts';
import { ensureFolder } from './folder.ts';
import { acquireInstanceLock } from './instance-lock.ts';

const LOCK_WAIT_MS = 30_000;
/** A daemon would rather look again than wait for a person's command. */
export const BRIEF_WAIT_MS = 1_000;

/**
 * Lets one planex at a time write files of the issue store; `act` gets a folder for drafts. The lock is not that of the daemon,
 * which holds its own for as long as it lives. Throws `OperatorError` when another one holds it for longer than `waitMs`.
 */
export async function lockIssues<T>(
  records: string,
  act: (drafts: string) => Promise<T>,
  waitMs: number = LOCK_WAIT_MS,
): Promise<T> {
  const folder = join(records, 'issues');
  ensureFolder(folder);
  const attempt = await acquireInstanceLock(folder, { role: 'command', version: planexVersion }, waitMs);
  if (attempt.kind === 'held') {
    throw new OperatorError(`another planex (pid ${attempt.holder.pid}) is writing issues`, {
      todo: 'try again in a moment',
    });
  }
  try {
    return await act(folder);
  } finally {
    attempt.lock.release();
  }
}
