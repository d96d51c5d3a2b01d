import { readLooseCommit, readLooseTree, type TreeItem } from './loose-object.ts';
import { FOLDER_MODE, GITLINK_MODE, type TreeChange, type TreeDifference } from './tree-changes.ts';

/**
 * Compares the trees of two commits like `readTreeDifference`, but without git, where all that differs is in files of its
 * own: what was committed a moment ago is, and so is mostly what it was made from. Undefined where it is not.
 */
export function readLooseDifference(objects: string, from: string, to: string): TreeDifference | undefined {
  const [before, after] = [readLooseCommit(objects, from), readLooseCommit(objects, to)];
  if (before === undefined || after === undefined) return undefined;
  const difference: TreeDifference = { changes: [], objects: [] };
  const isKnown = compareTrees(objects, { before: before.tree, after: after.tree }, '', difference);
  if (!isKnown) return undefined;
  // In the order of git.
  difference.changes.sort((one, other) => Buffer.from(one.path).compare(Buffer.from(other.path)));
  return difference;
}

/** Adds what differs between two trees, either of which may be none; false when one of them cannot be read. */
function compareTrees(
  objects: string,
  { before, after }: { before: string | undefined; after: string | undefined },
  prefix: string,
  found: TreeDifference,
): boolean {
  if (before === after) return true;
  const [old, now] = [before, after].map((oid) =>
    oid === undefined ? new Map<string, TreeItem>() : readLooseTree(objects, oid),
  );
  if (old === undefined || now === undefined) return false;
  return [...new Set([...old.keys(), ...now.keys()])].every((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was?.oid === is?.oid && was?.mode === is?.mode) return true;
    const path = `${prefix}${name}`;
    if (is !== undefined && is.mode !== GITLINK_MODE) found.objects.push(is.oid);
    const change: TreeChange = { path, old: toFile(was), new: toFile(is) };
    if (change.old !== null || change.new !== null) found.changes.push(change);
    const folders = { before: toFolder(was), after: toFolder(is) };
    return compareTrees(objects, folders, `${path}/`, found);
  });
}

function toFile(item: TreeItem | undefined): TreeItem | null {
  return item === undefined || item.mode === FOLDER_MODE ? null : item;
}

function toFolder(item: TreeItem | undefined): string | undefined {
  return item?.mode === FOLDER_MODE ? item.oid : undefined;
}
