import { DaemonError } from '../../control/client.ts';
import type { StatusView } from '../../daemon/look/status-view.ts';
import type { Planex } from '../open-planex.ts';
import { withOperations } from '../with-operations.ts';
import { stopDaemon } from './stop-daemon.ts';

/**
 * What a daemon sees that has just been started. One that says it cannot know anything before a person has mended something is
 * not left running. Throws `OperatorError`.
 */
export async function lookAround(cwd: string, planex: Planex): Promise<StatusView> {
  try {
    return await withOperations(cwd, 'read', (operations) => operations.status());
  } catch (error) {
    if (error instanceof DaemonError) await stopDaemon(planex, true, () => undefined).catch(() => undefined);
    throw error;
  }
}
