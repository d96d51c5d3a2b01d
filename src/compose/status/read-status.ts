import type { StatusView } from '../../daemon/look/status-view.ts';
import { withOperations } from '../with-operations.ts';
import { readNearStatus } from './read-near-status.ts';

/** Where everything stands: the daemon's answer, else the last one if it still holds, else a new look. */
export async function readStatus(cwd: string): Promise<StatusView> {
  return (await readNearStatus(cwd)) ?? withOperations(cwd, 'read', (operations) => operations.status());
}
