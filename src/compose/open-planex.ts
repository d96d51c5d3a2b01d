import { openRepository, type Repository } from '../git/repository.ts';
import { ensureRecords } from '../git/records-folder.ts';
import { readInstanceLock } from '../state/instance-lock.ts';
import type { LockHolder } from '../state/lock-holder.ts';

/** planex in one repository, before anything of it runs. */
export interface Planex {
  repository: Repository;
  /** Folder of the records; it exists. */
  records: string;
  /** The daemon that runs here, if one does. */
  readHolder(): LockHolder | undefined;
}

/** Finds the repository around `cwd`. Throws `OperatorError` where planex cannot work. */
export async function openPlanex(cwd: string): Promise<Planex> {
  const repository = await openRepository(cwd);
  const records = await ensureRecords(repository);
  return {
    repository,
    records,
    readHolder() {
      const holder = readInstanceLock(records);
      return holder?.role === 'daemon' ? holder : undefined;
    },
  };
}
