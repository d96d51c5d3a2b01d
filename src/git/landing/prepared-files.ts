import { existsSync, linkSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { LIST_ACCESS, listAccessed, nameFew, showsAccessList } from '../access-lists.ts';
import { isBlob } from '../blob-names.ts';
import { GitError } from '../git.ts';
import { type IndexEntry, readIndexFile } from '../index-file.ts';
import { mergeIndex } from '../index-merge.ts';
import { listParentFolders } from '../parent-folders.ts';
import type { TreeChange } from '../tree-changes.ts';
import { ATTRIBUTES_FILE, isAttributesFile, OWNER_MAY_RUN } from './file-sides.ts';
import type { FilterPatience } from './filter-patience.ts';
import { CANNOT_LINK, type HeldFile } from './held-files.ts';
import { writeChangedCopy } from './index-copy.ts';
import type { LandingJournal } from './landing-journal.ts';
import { readStatus } from './path-obstacles.ts';
import { placeFiles } from './place-files.ts';

/** New files that lie ready beside the work tree, and the copy of the index that has their entries. */
export interface PreparedFiles {
  /**
   * Puts them in place, takes away what the landing removes, and tells the copy of the index their status. What somebody has
   * saved meanwhile is not overwritten; returns in words why it went no further. For who has the lock of the index.
   */
  place(): string | undefined;
}

/**
 * Merges the copy of the index where that is left to git, writes the new files into a folder by it, and lists who may access the
 * folder and their places: all from one shell, since making a process takes longer here than what it does. What the second names
 * changed in the status of files is no change of theirs; all else is, their modes included.
 */
const PREPARE = `folder=$1 from=$2 to=$3
shift 3
( ${LIST_ACCESS} ) &
GIT_INDEX_FILE=$folder/index-merged
export GIT_INDEX_FILE
[ -z "$to" ] || git -c core.trustctime=false -c core.splitIndex=false read-tree -m --no-recurse-submodules "$from" "$to" >&2
merged=$?
[ "$merged" = 0 ] && git checkout-index -z --stdin --prefix="$folder/prepared/" >&2
written=$?
wait
printf '\\0%s\\0%s' "$merged" "$written"`;

/** Below the limit of every system, of which the least is 1,024. */
const LONGEST_PATH_BYTES = 1_000;
const FILE_MODES = new Set(['100644', '100755']);

/**
 * Has git write the new files in `folder`, filters included, and merge the copy of the index: what is left to do under the lock
 * takes an instant for each file. Undefined where git has to write them in place itself: where not all are plain files, where
 * attributes change, in a sparse checkout, with an index that only git writes, and where the work tree is on another disk.
 * Throws `GitError` when git or a filter fails. `held` are all files that the landing replaces or removes.
 */
export async function prepareFiles(
  journal: LandingJournal,
  folder: string,
  held: readonly HeldFile[],
  patience: FilterPatience,
): Promise<PreparedFiles | undefined> {
  const { workTree, changes, runId } = journal;
  const copy = join(folder, 'index');
  const oidBytes = journal.old.length / 2;
  const files = changes.filter((change) => change.new !== null).map(({ path }) => path);
  const top = join(folder, 'prepared');
  if (!arePlain(journal, held) || files.some((path) => isLong(join(top, path)))) return undefined;
  const attributes = readIndexFile(copy, listAttributesFiles(files), oidBytes);
  if (attributes === undefined || haveOwnAttributes(workTree, attributes)) return undefined;
  const merged = join(folder, 'index-merged');
  const bytes = haveTheirModes(changes, held) ? mergeIndex(readFileSync(copy), changes, oidBytes) : undefined;
  if (bytes !== undefined) writeChangedCopy(merged, bytes, { copy, workTree, oidBytes });
  // Git puts another file in its place, and the copy stays as it is.
  else if (!linkIfPossible(copy, merged)) return undefined;
  const sides = bytes === undefined ? [journal.from ?? journal.old, journal.new] : ['', ''];
  const accessed = [folder, ...listAccessed(files)];
  const few = nameFew(accessed);
  if (few.length === 0) writeFileSync(join(folder, 'accessed'), endWithNul(accessed));
  const output = await patience.run(workTree, [folder, ...sides, ...few], {
    script: PREPARE,
    input: endWithNul(files),
    env: { PLANEX_RUN: runId },
    writes: true,
  });
  faultPoint('landing:files-prepared');
  const [listed = '', readTree, written] = output.stdout.split('\0');
  if (readTree !== '0') return undefined;
  if (written !== '0' && patience.ending() === undefined) {
    throw new GitError(['checkout-index'], { ...output, code: Number(written ?? -1), stdout: '' });
  }
  if (written !== '0' || !fitTheirPlaces(workTree, top, files) || showsAccessList(listed)) return undefined;
  renameSync(merged, copy);
  faultPoint('landing:copy-merged');
  return { place: () => placeFiles({ workTree, top, copy, oidBytes, changes, held }) };
}

/** True when no file differs from its entry in whether it may be executed; where one does, git knows whether that counts. */
function haveTheirModes(changes: readonly TreeChange[], held: readonly HeldFile[]): boolean {
  const modes = new Map(changes.map(({ path, old }) => [path, Number.parseInt(old?.mode ?? '', 8)]));
  return held.every(({ path, mode }) => ((Number(mode) ^ (modes.get(path) ?? 0)) & OWNER_MAY_RUN) === 0);
}

/** True when a file may not be written there that can be in the work tree, whose path is shorter. */
function isLong(path: string): boolean {
  return Buffer.byteLength(path) > LONGEST_PATH_BYTES;
}

function endWithNul(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}

/** Where the attributes of files stand in their folders. */
function listAttributesFiles(files: readonly string[]): string[] {
  const folders = new Set(['.', ...files.flatMap(listParentFolders)]);
  return [...folders].map((folder) => join(folder, ATTRIBUTES_FILE));
}

/**
 * True when a file of attributes is not as it is in the index. Git goes by such a one in writing files elsewhere, and by the one
 * in the index in writing them in place; where one of the two is missing, by the other in both.
 */
function haveOwnAttributes(workTree: string, attributes: ReadonlyMap<string, IndexEntry>): boolean {
  return [...attributes].some(([path, { oid }]) => {
    const file = join(workTree, path);
    const status = readStatus(file);
    return status !== undefined && !(status.isFile() && isBlob(readFileSync(file), oid));
  });
}

function linkIfPossible(file: string, second: string): boolean {
  try {
    linkSync(file, second);
    faultPoint('landing:copy-linked');
    return true;
  } catch (error) {
    if (CANNOT_LINK.has(errorCode(error) ?? '')) return false;
    throw error;
  }
}

/** True where all changes are of plain files, each of them by itself, and none has a say in how others are written. */
function arePlain(
  { changes, gitDir, workTree, leavesFiles }: LandingJournal,
  held: readonly HeldFile[],
): boolean {
  if (leavesFiles === true || existsSync(join(gitDir, 'info', 'sparse-checkout'))) return false;
  if (held.length < changes.filter(({ old }) => old !== null).length) return false;
  // An empty folder may stand where a file is added.
  if (changes.some(({ path, old }) => old === null && readStatus(join(workTree, path)) !== undefined))
    return false;
  const paths = new Set(changes.map(({ path }) => path));
  return changes.every(({ path, ...sides }) => {
    if (isAttributesFile(path) || listParentFolders(path).some((folder) => paths.has(folder))) return false;
    return [sides.old, sides.new].every((entry) => entry === null || FILE_MODES.has(entry.mode));
  });
}

/**
 * True where moving the new files gives what writing them in place would: on the same disk, for the same group. A folder of that
 * disk that is mounted by itself cannot be told: nothing can be moved there, and git writes the files in the next attempt.
 */
function fitTheirPlaces(workTree: string, top: string, files: readonly string[]): boolean {
  const above = new Map<string, { dev: number; gid: number | undefined } | undefined>();
  const readPlace = (folder: string): { dev: number; gid: number | undefined } | undefined => {
    if (!above.has(folder)) {
      const status = readStatus(folder);
      const passesGroupOn = status !== undefined && (status.mode & SET_GROUP) !== 0;
      const found = status && { dev: status.dev, gid: passesGroupOn ? status.gid : undefined };
      above.set(folder, found ?? (folder === workTree ? undefined : readPlace(dirname(folder))));
    }
    return above.get(folder);
  };
  return files.every((path) => {
    const made = readStatus(join(top, path));
    const place = readPlace(dirname(join(workTree, path)));
    if (made === undefined || place?.dev !== made.dev) return false;
    return made.gid === (place.gid ?? process.getgid?.() ?? made.gid);
  });
}

const SET_GROUP = 0o2000;
