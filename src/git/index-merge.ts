import { invalidateFolders } from './cache-tree.ts';
import { writeChecksum } from './index-checksum.ts';
import {
  findEntry,
  findFirst,
  HEAD_BYTES,
  isBelow,
  LONGEST_NAMED,
  MODE_AT,
  OBJECT_AT,
  type OpenIndex,
  openIndex,
  readName,
} from './index-file.ts';
import { listParentFolders } from './parent-folders.ts';
import type { TreeChange, TreeEntry } from './tree-changes.ts';

const COUNT_AT = 8;
/** Of the flags of an entry all but the length of its path: assumed unchanged, more flags, and a stage of a merge. */
const SPECIAL = 0xf000;
const NAME_BYTES = 4;

/**
 * The index with the changes made, as `git read-tree -m` makes them: of new entries no status is known, and of all others nothing
 * changes. Undefined where that is left to git: where an entry is not plainly what a change begins from, where files and folders
 * would trade places, and for indexes that only git reads or that say more than entries (a watcher's state, a cache of
 * untracked files). A process of git takes ten times as long, and with many files as many times longer as there are.
 * `oidBytes` is the length of the repository's object names.
 */
export function mergeIndex(
  bytes: Buffer,
  changes: readonly TreeChange[],
  oidBytes: number,
): Buffer | undefined {
  const index = openIndex(bytes, oidBytes);
  if (index === undefined) return undefined;
  const extensions = mergeExtensions(index, changes);
  if (extensions === undefined || !changes.every((change) => fits(index, change))) return undefined;
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  const added = changes.filter(({ old }) => old === null).length;
  const removed = changes.filter((change) => change.new === null).length;
  head.writeUInt32BE(index.offsets.length + added - removed, COUNT_AT);
  const checksum = bytes.subarray(bytes.length - oidBytes);
  const merged = Buffer.concat([head, ...mergeEntries(index, changes), ...extensions, checksum]);
  writeChecksum(merged, oidBytes);
  return merged;
}

/** True when the entry is plainly what the change begins from, and its path one that git would write to. */
function fits(index: OpenIndex, { path, old }: TreeChange): boolean {
  const at = findEntry(index, path);
  if (path.split('/').some(isOddName)) return false;
  if (old !== null) return at !== undefined && isPlainly(index, at, old);
  const folder = Buffer.from(`${path}/`);
  const next = findFirst(index, folder);
  const isFolder = next < index.offsets.length && isBelow(readName(index, next), Buffer.from(path));
  const hasFileAbove = listParentFolders(path).some((above) => findEntry(index, above) !== undefined);
  return at === undefined && !isFolder && !hasFileAbove;
}

/**
 * True for names that lead elsewhere or that some file system may take for `.git`, as git knows them (`verify_path` in its
 * read-cache.c), and for some that are harmless.
 */
function isOddName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9.~\\]/g, '');
  return name === '' || /^\.{1,2}$|^\.git|^git~|\\/.test(plain);
}

function isPlainly({ bytes, oidBytes }: OpenIndex, at: number, { mode, oid }: TreeEntry): boolean {
  const flagsAt = at + OBJECT_AT + oidBytes;
  const isPlain = (bytes.readUInt16BE(flagsAt) & SPECIAL) === 0;
  const hasMode = bytes.readUInt32BE(at + MODE_AT) === Number.parseInt(mode, 8);
  return isPlain && hasMode && bytes.toString('hex', at + OBJECT_AT, flagsAt) === oid;
}

function mergeEntries(index: OpenIndex, changes: readonly TreeChange[]): Buffer[] {
  const { bytes, offsets, end, oidBytes } = index;
  const parts: Buffer[] = [];
  let from = HEAD_BYTES;
  const named = changes.map((change) => ({ ...change, name: Buffer.from(change.path) }));
  for (const change of named.sort((one, other) => one.name.compare(other.name))) {
    const number = findFirst(index, change.name);
    const at = offsets[number] ?? end;
    parts.push(bytes.subarray(from, at));
    from = change.old === null ? at : (offsets[number + 1] ?? end);
    if (change.new !== null) parts.push(makeEntry(change.name, change.new, oidBytes));
  }
  return [...parts, bytes.subarray(from, end)];
}

function makeEntry(name: Buffer, { mode, oid }: TreeEntry, oidBytes: number): Buffer {
  const flagsAt = OBJECT_AT + oidBytes;
  const pathAt = flagsAt + 2;
  // At least one NUL behind the path.
  const entry = Buffer.alloc((pathAt + name.length + 8) & ~7);
  entry.writeUInt32BE(Number.parseInt(mode, 8), MODE_AT);
  entry.write(oid, OBJECT_AT, 'hex');
  entry.writeUInt16BE(Math.min(name.length, LONGEST_NAMED), flagsAt);
  name.copy(entry, pathAt);
  return entry;
}

/** What stands behind the entries; undefined when there is something that git has to see to. */
function mergeExtensions(
  { bytes, end, oidBytes }: OpenIndex,
  changes: readonly TreeChange[],
): Buffer[] | undefined {
  const folders = new Set(['', ...changes.flatMap(({ path }) => listParentFolders(path))]);
  const merged: Buffer[] = [];
  for (let at = end; at < bytes.length - oidBytes; ) {
    const contentAt = at + 2 * NAME_BYTES;
    const next = contentAt + bytes.readUInt32BE(at + NAME_BYTES);
    const name = bytes.subarray(at, at + NAME_BYTES);
    const content = bytes.subarray(contentAt, next);
    at = next;
    const keep = KEEPS.get(name.toString('latin1'));
    const kept = keep?.(content, folders, oidBytes);
    if (kept === undefined) return undefined;
    const length = Buffer.alloc(NAME_BYTES);
    length.writeUInt32BE(kept.length);
    merged.push(name, length, kept);
  }
  return merged;
}

/** How the extensions go on that do: trees of folders, and merges that were resolved, which can be taken up again. */
const KEEPS = new Map<string, typeof invalidateFolders>([
  ['TREE', invalidateFolders],
  ['REUC', (content) => content],
]);
