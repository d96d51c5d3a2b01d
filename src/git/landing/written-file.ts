import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import type { FilterPatience } from './filter-patience.ts';
import { git, GitError } from '../git.ts';
import { refreshIndex } from './index-copy.ts';
import type { LandingPlace, WrittenFile } from './landing-outcome.ts';
import { persistObjects } from './persist-objects.ts';
import { GITLINK_MODE, SYMLINK_MODE, type TreeChange } from '../tree-changes.ts';

/** A landing that replaces such a file. */
export interface TakenFile {
  changes: TreeChange[];
  /** The old commit's tree with the file as it is: what git merges from. */
  from: string;
}

// The shared part of a split index would be left in the user's git folder.
const WHOLE = ['-c', 'core.splitIndex=false'];

/**
 * Lets the commit replace a file that is not as the old commit has it, as long as it has exactly these bytes: in the copy
 * of the index it is as if it had been committed so. Undefined where the commit does not change that file.
 */
export async function takeWrittenFile(
  { cwd: workTree, objects, tip }: LandingPlace,
  folder: string,
  {
    changes,
    index,
    written,
    patience,
  }: {
    changes: readonly TreeChange[];
    index: ReadonlyMap<string, { skipWorktree: boolean }>;
    written: WrittenFile;
    patience: FilterPatience;
  },
): Promise<TakenFile | undefined> {
  const { path } = written;
  const mode = changes.find((change) => change.path === path)?.old?.mode;
  if (mode === undefined || mode === GITLINK_MODE || mode === SYMLINK_MODE) return undefined;
  if (index.get(path)?.skipWorktree === true) return undefined;
  const run = (indexFile: string, args: string[], input = ''): Promise<string> =>
    git(workTree, args, { input, env: { GIT_INDEX_FILE: join(folder, indexFile) }, writes: true });
  const hash = ['hash-object', '-w', '--stdin', `--path=${path}`];
  const hashed = await patience.run(workTree, hash, { input: Buffer.from(written.bytes), writes: true });
  if (hashed.code !== 0) throw new GitError(hash, hashed);
  const oid = hashed.stdout.trim();
  await persistObjects(objects, [oid]);
  const entry = `${mode} ${oid}\t${path}\0`;
  await run('index-from', [...WHOLE, 'read-tree', tip]);
  await run('index-from', [...WHOLE, 'update-index', '-z', '--index-info'], entry);
  const from = await run('index-from', [...WHOLE, 'write-tree', '--missing-ok']);
  await run('index', ['update-index', '-z', '--index-info'], entry);
  await refreshIndex(workTree, join(folder, 'index'), [path], {}, patience.run);
  faultPoint('landing:written-file-taken');
  return {
    from,
    changes: changes.map((change) => (change.path === path ? { ...change, file: { mode, oid } } : change)),
  };
}
