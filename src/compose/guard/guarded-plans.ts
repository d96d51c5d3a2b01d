import { OperatorError } from '../../errors.ts';
import { openRepository, type Repository } from '../../git/repository.ts';
import type { Drift } from '../../guard/find-drift.ts';
import { listGuardedFolders } from '../../guard/guarded-folders.ts';
import { openSettings } from '../settings-source.ts';

/** A repository and the folders of its plans. */
export interface GuardedPlans {
  repository: Repository;
  folders: string[];
}

/** Finds the plans that are guarded. With a mistake in the settings it is not known which: then nothing is judged. */
export async function openGuardedPlans(cwd: string): Promise<GuardedPlans> {
  const repository = await openRepository(cwd);
  const settings = openSettings(repository.home, { rejected: () => undefined, applied: () => undefined });
  const { settings: inForce, rejected } = await settings.read();
  if (rejected.length > 0) {
    throw new OperatorError(['which plans are guarded cannot be known', ...rejected].join('\n'), {
      todo: 'mend .planexrc',
    });
  }
  return { repository, folders: listGuardedFolders(inForce.artifacts.plans) };
}

/** Plans are compared byte by byte; what is shown of them is text. */
export function toText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A loss, and the commit of a range that took the sentinel. */
export interface GuardFinding extends Drift {
  commit?: { id: string; author: string; subject: string };
}
