import type { StatusView } from '../../daemon/look/status-view.ts';
import { withOperations } from '../with-operations.ts';
import { readKeptStatus } from './kept-status.ts';

/** Where everything stands: the last answer if it still holds, else the daemon's, else a new look. */
export async function readStatus(cwd: string): Promise<StatusView> {
  return readKeptStatus(cwd) ?? withOperations(cwd, 'read', (operations) => operations.status());
}
