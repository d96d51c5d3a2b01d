import { join } from 'node:path';
import { digestBytes } from '../artifacts/digest.ts';
import type { SeenFiles } from '../daemon/admission/seen-files.ts';
import type { Operations } from '../daemon/operations/operations.ts';
import { readRegularFile } from '../read-regular-file.ts';
import { openPlanex } from './open-planex.ts';

/** How these files, named from the top of the repository, read in the work tree around `cwd`. */
export async function seeFiles(cwd: string, paths: readonly string[]): Promise<SeenFiles> {
  const { home } = (await openPlanex(cwd)).repository;
  const read = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readRegularFile(join(home, path)).catch(() => undefined);
      return bytes === undefined ? [] : [[path, digestBytes(bytes)] as const];
    }),
  );
  return { home, digests: Object.fromEntries(read.flat()) };
}

/** The file that planex watches, for a person to read: the whole path where it is in another work tree than the one around `cwd`. */
export async function nameWatched(
  operations: Pick<Operations, 'status'>,
  cwd: string,
  path: string,
): Promise<string> {
  const [{ daemon }, { repository }] = await Promise.all([operations.status(), openPlanex(cwd)]);
  return daemon.home === undefined || daemon.home === repository.home ? path : join(daemon.home, path);
}
