import { type BigIntStats, lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import type { IndexEntry } from '../index-file.ts';
import { GITLINK_MODE, isSameEntry, SYMLINK_MODE, type TreeChange } from '../tree-changes.ts';

/**
 * Lists what stands in the way of the changes: paths that are staged, deleted or of another kind than the old commit
 * has them, and untracked or ignored files where the new commit has something. Contents are not compared here. Without a
 * work tree only the index is looked at.
 */
export function findObstacles(
  workTree: string | undefined,
  changes: readonly TreeChange[],
  index: ReadonlyMap<string, IndexEntry>,
): string[] {
  const obstacles = new Set<string>();
  const changed = new Map(changes.map((change) => [change.path, change]));
  for (const [path, entry] of index) {
    if (entry.stage !== 0 || !isSameEntry(entry, changed.get(path)?.old)) obstacles.add(path);
  }
  const parents = new Map<string, string | undefined>();
  for (const change of changes) {
    const entry = index.get(change.path);
    if (change.old !== null && entry === undefined) obstacles.add(change.path);
    if (entry?.skipWorktree === true || workTree === undefined) continue;
    const blocked = findBlockedParent(workTree, change.path, changed, parents);
    if (blocked !== undefined) obstacles.add(blocked);
    else for (const path of findInTheWay(workTree, change, changed)) obstacles.add(path);
  }
  return [...obstacles].sort();
}

/** The file's status without following a link, or undefined when there is none. */
export function readStatus(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The same with whole numbers, which tell one file from every other. */
export function markFile(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** True when neither the file nor what is in it has been changed between the two. */
export function isSameMark(one: BigIntStats | undefined, other: BigIntStats | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const { ino, mtimeNs, size, mode } = other;
  return one.ino === ino && one.mtimeNs === mtimeNs && one.size === size && one.mode === mode;
}

/** The nearest parent of the path that exists and is no folder, unless the changes themselves remove it. */
function findBlockedParent(
  workTree: string,
  path: string,
  changed: ReadonlyMap<string, TreeChange>,
  known: Map<string, string | undefined>,
): string | undefined {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return undefined;
  const parent = path.slice(0, slash);
  if (known.has(parent)) return known.get(parent);
  let blocked = findBlockedParent(workTree, parent, changed, known);
  if (blocked === undefined) {
    const status = readStatus(join(workTree, parent));
    const leaves = changed.get(parent)?.new === null;
    if (status !== undefined && !status.isDirectory() && !leaves) blocked = parent;
  }
  known.set(parent, blocked);
  return blocked;
}

function findInTheWay(
  workTree: string,
  change: TreeChange,
  changed: ReadonlyMap<string, TreeChange>,
): string[] {
  const status = readStatus(join(workTree, change.path));
  if (change.old?.mode === GITLINK_MODE) {
    // A submodule that moves to another commit or leaves stays as it is in the work tree, as git itself does it.
    const replaced = change.new !== null && change.new.mode !== GITLINK_MODE;
    return replaced && !isMissingOrEmpty(workTree, change.path, status) ? [change.path] : [];
  }
  if (change.old !== null) return isSameKind(status, change.old.mode) ? [] : [change.path];
  if (status === undefined) return [];
  if (!status.isDirectory()) return [change.path];
  if (change.new?.mode === GITLINK_MODE)
    return isMissingOrEmpty(workTree, change.path, status) ? [] : [change.path];
  return listFiles(workTree, change.path).filter((path) => changed.get(path)?.new !== null);
}

function isSameKind(status: Stats | undefined, mode: string): boolean {
  if (status === undefined) return false;
  return mode === SYMLINK_MODE ? status.isSymbolicLink() || status.isFile() : status.isFile();
}

function isMissingOrEmpty(workTree: string, path: string, status: Stats | undefined): boolean {
  if (status === undefined) return true;
  return status.isDirectory() && readdirSync(join(workTree, path)).length === 0;
}

function listFiles(workTree: string, folder: string): string[] {
  return readdirSync(join(workTree, folder), { withFileTypes: true }).flatMap((item) => {
    const path = `${folder}/${item.name}`;
    return item.isDirectory() ? listFiles(workTree, path) : [path];
  });
}
