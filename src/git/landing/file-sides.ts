import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { isBlob } from '../blob-names.ts';
import type { FilterPatience } from './filter-patience.ts';
import { git, GitError, runGit } from '../git.ts';
import { readStatus } from './path-obstacles.ts';
import { GITLINK_MODE, type Side, SYMLINK_MODE, type TreeChange, type TreeEntry } from '../tree-changes.ts';

export const ATTRIBUTES_FILE = '.gitattributes';
/** By this alone git tells a program from another file. */
export const OWNER_MAY_RUN = 0o100;
const PLAIN_MODE = '100644';
const PROGRAM_MODE = '100755';

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
 * Without patience filters are not asked.
 */
export async function listDiffering(
  workTree: string,
  indexFile: string,
  changes: readonly TreeChange[],
  side: Side,
  patience: FilterPatience | undefined,
): Promise<Differing> {
  const compared =
    patience?.isLeft() === true ? await compareByIndex(workTree, indexFile, patience.run) : undefined;
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
  run: typeof runGit,
): Promise<Set<string> | undefined> {
  const env = { GIT_INDEX_FILE: indexFile };
  const refresh = await run(workTree, ['update-index', '-q', '--refresh'], { env, writes: true });
  faultPoint('settle:side-refreshed');
  if (refresh.timedOut || (refresh.code !== 0 && refresh.code !== 1)) return undefined;
  const list = ['diff-files', '-z', '--name-only', '--no-renames'];
  const listed = await run(workTree, list, { env });
  if (listed.timedOut) return undefined;
  if (listed.code !== 0) throw new GitError(list, listed);
  return new Set(listed.stdout.split('\0').filter((path) => path !== ''));
}

async function compareWithoutFilters(
  workTree: string,
  indexFile: string,
  changes: readonly TreeChange[],
  side: Side,
): Promise<Differing> {
  const present = changes.filter((change) => fileEntryOf(change, side) !== null);
  const filtered = await listFiltered(
    workTree,
    present.map(({ path }) => path),
  );
  const plain = present.filter(({ path }) => !filtered.has(path));
  const plainIndex = `${indexFile}-plain`;
  await buildSideIndex(workTree, plainIndex, plain, side);
  const differing = await compareByIndex(workTree, plainIndex, runGit);
  const undecided = differing === undefined ? new Set(present.map(({ path }) => path)) : filtered;
  return { paths: new Set([...(differing ?? []), ...undecided]), undecided };
}

/** What such a file says decides how others are written. */
export function isAttributesFile(path: string): boolean {
  return basename(path) === ATTRIBUTES_FILE;
}

/** Those whose attributes name a filter. */
export async function listFiltered(workTree: string, paths: readonly string[]): Promise<Set<string>> {
  const input = paths.map((path) => `${path}\0`).join('');
  const fields = (await git(workTree, ['check-attr', '-z', '--stdin', 'filter'], { input })).split('\0');
  const filtered = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', , filter = ''] = fields.slice(at, at + 3);
    if (!['unspecified', 'unset', 'set'].includes(filter)) filtered.add(path);
  }
  return filtered;
}

/** Whose the bytes of a file are that is on neither side by git's rules. */
export type Writer =
  /** They are those of one of the sides, or git had taken the file away to write it. */
  | 'planex'
  /** They are the beginning of those of one of the sides: a write of git that was cut off, or one of the user's. */
  | 'unknown'
  | 'user';

/**
 * Tells who has written a file. Only what git writes in place can be cut off; otherwise a file that is missing, or shorter than
 * it was, is as the user has it. Bytes that are those of the blob are in the history, so that no filter has to be asked.
 */
export async function findWriter(
  workTree: string,
  change: TreeChange,
  { mayBeCut, patience }: { mayBeCut: boolean; patience: FilterPatience },
): Promise<Writer> {
  const status = readStatus(join(workTree, change.path));
  if (status === undefined) return mayBeCut ? 'planex' : 'user';
  if (!status.isFile()) return 'user';
  const found = readFileSync(join(workTree, change.path));
  // As after a loss of power.
  if (found.length === 0) return 'unknown';
  const entries = (['new', 'old'] as const).flatMap((side) => {
    const entry = fileEntryOf(change, side);
    return entry === null || entry.mode === SYMLINK_MODE ? [] : [entry];
  });
  if (entries.some(({ oid }) => isBlob(found, oid))) return 'planex';
  for (const { oid } of entries) {
    const smudge = ['cat-file', '--filters', `--path=${change.path}`, oid];
    const whole = await patience.run(workTree, smudge, { encoding: 'latin1' });
    if (whole.code !== 0) continue;
    const bytes = Buffer.from(whole.stdout, 'latin1');
    if (found.equals(bytes)) return 'planex';
    if (mayBeCut && bytes.subarray(0, found.length).equals(found)) return 'unknown';
  }
  return 'user';
}

/** True when the file has the very bytes and the mode that the side has in the history, whatever a filter would say of it. */
export function holdsBlob(workTree: string, change: TreeChange, side: Side): boolean {
  const status = readStatus(join(workTree, change.path));
  const entry = fileEntryOf(change, side);
  if (status?.isFile() !== true || entry === null) return false;
  const mode = (status.mode & OWNER_MAY_RUN) === 0 ? PLAIN_MODE : PROGRAM_MODE;
  return mode === entry.mode && isBlob(readFileSync(join(workTree, change.path)), entry.oid);
}

/** Where the index is that `buildSideIndex` makes. */
export function locateSide(folder: string, side: Side): string {
  return join(folder, `index-${side}`);
}
