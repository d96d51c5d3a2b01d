import type { StatusView } from '../../daemon/look/status-view.ts';
import { findNearRecords } from '../../git/near-records.ts';
import { askDaemon } from '../ask-daemon.ts';
import { readKeptStatus } from './kept-status.ts';

/** Where everything stands, if the last answer still holds or a daemon tells it; undefined where that takes a look of one's own. */
export async function readNearStatus(cwd: string): Promise<StatusView | undefined> {
  const kept = readKeptStatus(cwd);
  if (kept !== undefined) return kept;
  const records = findNearRecords(cwd);
  if (records === undefined) return undefined;
  return (await askDaemon(records, 'read', (operations) => operations.status()))?.value;
}
