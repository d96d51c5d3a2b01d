import { join } from 'node:path';
import type { Repository } from '../git/repository.ts';
import { locateWorkspaces } from '../git/workspace/workspace-root.ts';
import type { StoragePlace } from '../state/storage-trouble.ts';

/** Below the records and the git folder: a folder of these can have permissions of its own. */
const OF_RECORDS = ['artifacts', 'calls', 'landings', 'open', 'runs'];
const OF_GIT = ['objects', 'refs/heads', 'worktrees'];

/** Where planex and Git write when a task is carried out and landed. Only who holds the lock (`write`) tries to. */
export function listStoragePlaces(
  repository: Repository,
  records: string,
  access: 'read' | 'write',
): StoragePlace[] {
  const closely = access === 'write' ? 'write' : 'permission';
  const { commonDir, gitDir, home } = repository;
  const others = [
    ...OF_RECORDS.map((name) => join(records, name)),
    ...OF_GIT.map((name) => join(commonDir, name)),
    commonDir,
    gitDir,
    home,
  ];
  return [
    { folder: records, look: closely },
    { folder: locateWorkspaces(repository), look: closely },
    ...[...new Set(others)].map((folder): StoragePlace => ({ folder, look: 'permission' })),
  ];
}
