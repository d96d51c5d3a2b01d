import type { StatusView } from '../../daemon/look/status-view.ts';
import { readKeptStatus } from './kept-status.ts';
import { withOperations } from '../with-operations.ts';

/** Where everything stands: the daemon's answer, else the last one if it still holds, else a new look. */
export async function readStatus(cwd: string): Promise<StatusView> {
  return readKeptStatus(cwd) ?? withOperations(cwd, 'read', (operations) => operations.status());
}
