/*
 * The extension `TREE` of an index keeps the tree objects of folders, so that Git need not write them anew. Of each folder, those
 * below it right behind it:
 *
 *   name NUL, how many entries are in it (-1: it has to be written anew) SPACE, how many folders are listed below it LF, object
 */
const NUL = 0;
const SPACE = 32;
const LF = 10;
const ABSENT = -1;

/**
 * Says of these folders that they have to be written anew; `''` is the top. Undefined when the extension is not as it should be.
 */
export function invalidateFolders(
  cacheTree: Buffer,
  folders: ReadonlySet<string>,
  oidBytes: number,
): Buffer | undefined {
  const parts: Buffer[] = [];
  /** The folders above, and how many of those below them are still to come. */
  const above: { prefix: string; left: number }[] = [];
  let at = 0;
  do {
    const nameEnd = cacheTree.indexOf(NUL, at);
    const countEnd = cacheTree.indexOf(SPACE, nameEnd + 1);
    const end = cacheTree.indexOf(LF, countEnd + 1);
    if (nameEnd < at || countEnd < 0 || end < 0) return undefined;
    const count = Number(cacheTree.toString('latin1', nameEnd + 1, countEnd));
    const below = Number(cacheTree.toString('latin1', countEnd + 1, end));
    const oidEnd = end + 1 + (count >= 0 ? oidBytes : 0);
    if (!Number.isInteger(count) || !(below >= 0) || oidEnd > cacheTree.length) return undefined;
    const parent = above.at(-1);
    if (parent !== undefined) parent.left -= 1;
    const folder = `${parent?.prefix ?? ''}${cacheTree.toString('utf8', at, nameEnd)}`;
    if (folders.has(folder)) {
      parts.push(cacheTree.subarray(at, nameEnd + 1), Buffer.from(`${ABSENT} ${below}\n`));
    } else {
      parts.push(cacheTree.subarray(at, oidEnd));
    }
    at = oidEnd;
    above.push({ prefix: parent === undefined ? '' : `${folder}/`, left: below });
    while (above.at(-1)?.left === 0) above.pop();
  } while (above.length > 0);
  return at === cacheTree.length ? Buffer.concat(parts) : undefined;
}
