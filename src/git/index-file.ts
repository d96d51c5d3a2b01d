import { readFileSync } from 'node:fs';
import type { TreeEntry } from './tree-changes.ts';

/** One entry of an index. */
export interface IndexEntry extends TreeEntry {
  /** 0, or 1 to 3 for the sides of an unresolved merge. */
  stage: number;
  /** Not in the work tree by wish of a sparse checkout. */
  skipWorktree: boolean;
}

/*
 * An index is a head of 12 bytes, the entries in the order of their paths, and extensions:
 *
 *   "DIRC" version count │ 40 bytes of status and mode │ object │ flags │ more flags, if said so │ path, NULs to a multiple of 8
 */
export const HEAD_BYTES = 12;
export const MODE_AT = 24;
export const OBJECT_AT = 40;
/** Of the flags: the stage, that there are more flags, and the length of the path where it is below this. */
const STAGE_SHIFT = 12;
const EXTENDED = 0x4000;
export const LONGEST_NAMED = 0xfff;
const SKIP_WORKTREE = 0x4000;
const FOLDER_MODE = 0o40000;
const NUL = 0;
const SLASH = 47;

/**
 * Reads the entries at and below the paths from the bytes of an index; undefined when it is of a kind that only git reads:
 * of version 4, split, sparse or damaged. `oidBytes` is the length of the repository's object names.
 */
export function readIndexFile(
  indexFile: string,
  paths: readonly string[],
  oidBytes: number,
): Map<string, IndexEntry> | undefined {
  return readWith(indexFile, oidBytes, (index) => selectEntries(index, paths));
}

/** True when an entry of the index waits for a merge to be resolved; undefined when only git can read it. */
export function hasUnmergedEntry(indexFile: string, oidBytes: number): boolean | undefined {
  return readWith(indexFile, oidBytes, ({ bytes, offsets }) =>
    offsets.some((at) => readStage(bytes, at + OBJECT_AT + oidBytes) > 0),
  );
}

function readWith<T>(indexFile: string, oidBytes: number, read: (index: OpenIndex) => T): T | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(indexFile);
  } catch {
    return undefined;
  }
  const index = openIndex(bytes, oidBytes);
  return index && read(index);
}

/** The bytes of an index, and where each entry begins. */
export interface OpenIndex {
  bytes: Buffer;
  offsets: Uint32Array;
  /** Where the extensions begin. */
  end: number;
  oidBytes: number;
}

/** Undefined when it is of a kind that only git reads, as for `readIndexFile`. */
export function openIndex(bytes: Buffer, oidBytes: number): OpenIndex | undefined {
  try {
    const found = findEntries(bytes, oidBytes);
    return found && { bytes, ...found, oidBytes };
  } catch (error) {
    // It is shorter than it says.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Where the entry of the path begins. */
export function findEntry(index: OpenIndex, path: string): number | undefined {
  const name = Buffer.from(path);
  const number = findFirst(index, name);
  return number < index.offsets.length && readName(index, number).equals(name)
    ? index.offsets[number]
    : undefined;
}

/** Where each entry begins, and the last one ends; undefined when git has to read it. */
function findEntries(bytes: Buffer, oidBytes: number): Pick<OpenIndex, 'offsets' | 'end'> | undefined {
  const version = bytes.readUInt32BE(4);
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || (version !== 2 && version !== 3)) return undefined;
  const count = bytes.readUInt32BE(8);
  const end = bytes.length - oidBytes;
  if (count * (OBJECT_AT + oidBytes) > end) return undefined;
  const offsets = new Uint32Array(count);
  let at = HEAD_BYTES;
  for (let number = 0; number < count; number += 1) {
    offsets[number] = at;
    if (bytes.readUInt32BE(at + MODE_AT) === FOLDER_MODE) return undefined;
    const pathAt = locatePath(bytes, at, oidBytes);
    const pathEnd = endPath(bytes, at, oidBytes);
    at += (pathEnd - at + 8) & ~7;
    if (pathEnd < pathAt || at > end) return undefined;
  }
  return endsAsExpected(bytes, at, end) ? { offsets, end: at } : undefined;
}

/** True when the extensions are those that may be passed over: git names the ones that must be understood in lower case. */
function endsAsExpected(bytes: Buffer, from: number, end: number): boolean {
  let at = from;
  while (at < end) {
    const first = bytes.readUInt8(at);
    if (first < 65 || first > 90) return false;
    at += 8 + bytes.readUInt32BE(at + 4);
  }
  return at === end;
}

function locatePath(bytes: Buffer, at: number, oidBytes: number): number {
  const flagsAt = at + OBJECT_AT + oidBytes;
  return flagsAt + ((bytes.readUInt16BE(flagsAt) & EXTENDED) === 0 ? 2 : 4);
}

function endPath(bytes: Buffer, at: number, oidBytes: number): number {
  const from = locatePath(bytes, at, oidBytes);
  const length = bytes.readUInt16BE(at + OBJECT_AT + oidBytes) & LONGEST_NAMED;
  return length < LONGEST_NAMED ? from + length : bytes.indexOf(NUL, from);
}

function selectEntries(index: OpenIndex, paths: readonly string[]): Map<string, IndexEntry> {
  const entries = new Map<string, IndexEntry>();
  for (const path of paths) {
    const wanted = Buffer.from(path);
    for (const [from, isWanted] of [
      [wanted, (name: Buffer) => name.equals(wanted)],
      // What is below is not next to it: `a-b` lies between `a` and `a/b`.
      [Buffer.from(`${path}/`), (name: Buffer) => isBelow(name, wanted)],
    ] as const) {
      for (let number = findFirst(index, from); number < index.offsets.length; number += 1) {
        const name = readName(index, number);
        if (!isWanted(name)) break;
        entries.set(name.toString('utf8'), readEntry(index, number));
      }
    }
  }
  return entries;
}

/** The number of the first entry whose path is not before the name. */
export function findFirst(index: OpenIndex, name: Buffer): number {
  let low = 0;
  let high = index.offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (readName(index, middle).compare(name) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function isBelow(name: Buffer, folder: Buffer): boolean {
  return name[folder.length] === SLASH && name.subarray(0, folder.length).equals(folder);
}

export function readName({ bytes, offsets, oidBytes }: OpenIndex, number: number): Buffer {
  const at = offsets[number] ?? 0;
  return bytes.subarray(locatePath(bytes, at, oidBytes), endPath(bytes, at, oidBytes));
}

function readEntry({ bytes, offsets, oidBytes }: OpenIndex, number: number): IndexEntry {
  const at = offsets[number] ?? 0;
  const flagsAt = at + OBJECT_AT + oidBytes;
  const flags = bytes.readUInt16BE(flagsAt);
  const more = (flags & EXTENDED) === 0 ? 0 : bytes.readUInt16BE(flagsAt + 2);
  return {
    mode: bytes
      .readUInt32BE(at + MODE_AT)
      .toString(8)
      .padStart(6, '0'),
    oid: bytes.toString('hex', at + OBJECT_AT, flagsAt),
    stage: readStage(bytes, flagsAt),
    skipWorktree: (more & SKIP_WORKTREE) !== 0,
  };
}

function readStage(bytes: Buffer, flagsAt: number): number {
  return (bytes.readUInt16BE(flagsAt) >> STAGE_SHIFT) & 3;
}
