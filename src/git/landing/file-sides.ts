import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { git, runGit } from '../git.ts';
import { readStatus } from './path-obstacles.ts';
import { GITLINK_MODE, type Side, SYMLINK_MODE, type TreeChange, type TreeEntry } from '../tree-changes.ts';

/** What a path has as a file on a side; a submodule is none, since its folder is not ours to write. */
export function fileEntryOf(change: TreeChange, side: Side): TreeEntry | null {
  const entry = (side === 'old' ? change.file : undefined) ?? change[side];
  return entry?.mode === GITLINK_MODE ? null : entry;
}

/** Makes a small index that has only the changed files as one side has them, for comparing and for writing them. */
export async function buildSideIndex(
  workTree: string,
  indexFile: string,
  changes: readonly TreeChange[],
  side: Side,
): Promise<void> {
  rmSync(indexFile, { force: true });
  const entries = changes.flatMap((change) => {
    const entry = fileEntryOf(change, side);
    return entry === null ? [] : [`${entry.mode} ${entry.oid}\t${change.path}\0`];
  });
  await git(workTree, ['-c', 'core.splitIndex=false', 'update-index', '-z', '--index-info'], {
    input: entries.join(''),
    env: { GIT_INDEX_FILE: indexFile },
    writes: true,
  });
  faultPoint('settle:side-built');
}

/** Lists the paths whose file in the work tree is not as the side has it, by git's own rules (filters, line ends, modes). */
export async function listDiffering(
  workTree: string,
  indexFile: string,
  changes: readonly TreeChange[],
  side: Side,
): Promise<Set<string>> {
  const env = { GIT_INDEX_FILE: indexFile };
  await runGit(workTree, ['update-index', '-q', '--refresh'], { env, writes: true });
  faultPoint('settle:side-refreshed');
  const output = await git(workTree, ['diff-files', '-z', '--name-only', '--no-renames'], { env });
  const differing = new Set(output.split('\0').filter((path) => path !== ''));
  for (const change of changes) {
    if (fileEntryOf(change, side) !== null) continue;
    const status = readStatus(join(workTree, change.path));
    // A folder may stand where a file is absent: it holds other files of the same side.
    if (status !== undefined && !status.isDirectory()) differing.add(change.path);
  }
  return differing;
}

/** True when the file is missing or holds only the beginning of what one of the sides has: a write that was cut off. */
export async function isTornWrite(workTree: string, change: TreeChange, smudgeMs?: number): Promise<boolean> {
  const status = readStatus(join(workTree, change.path));
  if (status === undefined) return true;
  if (!status.isFile()) return false;
  const found = readFileSync(join(workTree, change.path));
  for (const side of ['new', 'old'] as const) {
    const entry = fileEntryOf(change, side);
    if (entry === null || entry.mode === SYMLINK_MODE) continue;
    const whole = await runGit(workTree, ['cat-file', '--filters', `--path=${change.path}`, entry.oid], {
      encoding: 'latin1',
      ...(smudgeMs === undefined ? {} : { timeoutMs: smudgeMs }),
    });
    // A filter that hangs does so for either side.
    if (whole.timedOut) return false;
    if (whole.code !== 0) continue;
    const bytes = Buffer.from(whole.stdout, 'latin1');
    if (found.length < bytes.length && bytes.subarray(0, found.length).equals(found)) return true;
  }
  return false;
}
