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

/** Which paths have a file that is not as the side has it. */
export interface Differing {
  paths: Set<string>;
  /** Those of them that nobody can tell, since a filter of theirs failed or hung, or was not asked. */
  undecided: Set<string>;
}

/**
 * Lists the paths whose file in the work tree is not as the side has it, by git's own rules (filters, line ends, modes).
 * `filterMs` is how long filters may take; with 0 they are not asked.
 */
export async function listDiffering(
  workTree: string,
  indexFile: string,
  changes: readonly TreeChange[],
  side: Side,
  filterMs?: number,
): Promise<Differing> {
  const compared = filterMs === 0 ? undefined : await compareByIndex(workTree, indexFile, filterMs);
  const found =
    compared === undefined
      ? await compareWithoutFilters(workTree, indexFile, changes, side)
      : { paths: compared, undecided: new Set<string>() };
  for (const change of changes) {
    if (fileEntryOf(change, side) !== null) continue;
    const status = readStatus(join(workTree, change.path));
    // A folder may stand where a file is absent: it holds other files of the same side.
    if (status !== undefined && !status.isDirectory()) found.paths.add(change.path);
  }
  return found;
}

/** Undefined when the index could not be brought up to date: one filter that fails or hangs keeps it from that as a whole. */
async function compareByIndex(
  workTree: string,
  indexFile: string,
  filterMs?: number,
): Promise<Set<string> | undefined> {
  const env = { GIT_INDEX_FILE: indexFile };
  const limit = filterMs === undefined ? {} : { timeoutMs: filterMs };
  const refresh = await runGit(workTree, ['update-index', '-q', '--refresh'], {
    env,
    ...limit,
    writes: true,
  });
  faultPoint('settle:side-refreshed');
  if (refresh.timedOut || (refresh.code !== 0 && refresh.code !== 1)) return undefined;
  const output = await git(workTree, ['diff-files', '-z', '--name-only', '--no-renames'], { env });
  return new Set(output.split('\0').filter((path) => path !== ''));
}

async function compareWithoutFilters(
  workTree: string,
  indexFile: string,
  changes: readonly TreeChange[],
  side: Side,
): Promise<Differing> {
  const present = changes.filter((change) => fileEntryOf(change, side) !== null);
  const filtered = await listFiltered(workTree, present);
  const plain = present.filter(({ path }) => !filtered.has(path));
  const plainIndex = `${indexFile}-plain`;
  await buildSideIndex(workTree, plainIndex, plain, side);
  const differing = await compareByIndex(workTree, plainIndex);
  const undecided = differing === undefined ? new Set(present.map(({ path }) => path)) : filtered;
  return { paths: new Set([...(differing ?? []), ...undecided]), undecided };
}

/** Those whose attributes name a filter. */
async function listFiltered(workTree: string, changes: readonly TreeChange[]): Promise<Set<string>> {
  const input = changes.map(({ path }) => `${path}\0`).join('');
  const fields = (await git(workTree, ['check-attr', '-z', '--stdin', 'filter'], { input })).split('\0');
  const filtered = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', , filter = ''] = fields.slice(at, at + 3);
    if (!['unspecified', 'unset', 'set'].includes(filter)) filtered.add(path);
  }
  return filtered;
}

/**
 * True when the file is missing or holds no more than what one of the sides has, or its beginning: a write that was cut off, or
 * one that nobody could tell.
 */
export async function isOwnWrite(workTree: string, change: TreeChange, filterMs?: number): Promise<boolean> {
  const status = readStatus(join(workTree, change.path));
  if (status === undefined) return true;
  if (!status.isFile()) return false;
  const found = readFileSync(join(workTree, change.path));
  for (const side of ['new', 'old'] as const) {
    const entry = fileEntryOf(change, side);
    if (entry === null || entry.mode === SYMLINK_MODE) continue;
    const whole = await runGit(workTree, ['cat-file', '--filters', `--path=${change.path}`, entry.oid], {
      encoding: 'latin1',
      ...(filterMs === undefined ? {} : { timeoutMs: filterMs }),
    });
    // A filter that hangs does so for either side.
    if (whole.timedOut) return false;
    if (whole.code !== 0) continue;
    const bytes = Buffer.from(whole.stdout, 'latin1');
    if (found.length <= bytes.length && bytes.subarray(0, found.length).equals(found)) return true;
  }
  return false;
}
