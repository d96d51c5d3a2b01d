import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { type GitOutput, runGit } from '../git.ts';
import type { LandingJournal } from './landing-journal.ts';

/** Merges the old commit to the new one in the files and in the copy of the index, once it is told to. */
export interface FilesUpdate {
  run(): Promise<GitOutput>;
  /** Resolves when nothing of it is left; what has begun is let end. */
  cancel(): Promise<void>;
}

/**
 * Makes the process that will update the files, which waits. The copy of the index is `index` in the landing's folder. With
 * `ignoresLinks` git does not take a file for changed because it got a second name.
 */
export function prepareFilesUpdate(
  { workTree, runId, old, new: commit, leavesFiles }: LandingJournal,
  folder: string,
  { ignoresLinks }: { ignoresLinks: boolean },
): FilesUpdate {
  const settings = ignoresLinks ? ['-c', 'core.trustctime=false'] : [];
  const merge = leavesFiles === true ? ['-m', '-i'] : ['-m', '-u'];
  let begin: (begins: boolean) => void = () => undefined;
  const args = [...settings, 'read-tree', ...merge, '--no-recurse-submodules', old, commit];
  const ended = runGit(workTree, args, {
    env: { PLANEX_RUN: runId, GIT_INDEX_FILE: join(folder, 'index') },
    writes: true,
    holdBack: (how) => {
      begin = how;
    },
  });
  return {
    run() {
      begin(true);
      faultPoint('landing:files-update-begun');
      return ended;
    },
    async cancel() {
      begin(false);
      await ended;
    },
  };
}
