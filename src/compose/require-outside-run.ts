import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { findRunAbove } from '../executors/find-run-above.ts';
import { openPlanex } from './open-planex.ts';

/**
 * Refuses a command that waits for runs where it is itself a part of a run of the same repository, such as a hook of the
 * commit that planex makes: each would wait for the other. Throws `OperatorError`.
 */
export async function requireOutsideRun(cwd: string, command: string): Promise<void> {
  const marker = findRunAbove();
  if (marker === undefined) return;
  const [runId = ''] = marker.split('.', 1);
  const { records } = await openPlanex(cwd);
  if (!existsSync(join(records, 'runs', runId))) return;
  throw new OperatorError(
    `planex ${command} waits for what is under way, and this is a part of it: the run ${runId}`,
    { todo: 'leave it to the planex that is at work here; planex goes on by itself' },
  );
}
