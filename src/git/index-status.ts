import { type BigIntStats, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { writeChecksum } from './index-checksum.ts';
import { findEntry, openIndex } from './index-file.ts';

/*
 * An entry of an index begins with the status of its file, ten numbers of 32 bits each, cut off where they are longer:
 *
 *   ctime (seconds, nanoseconds) mtime (seconds, nanoseconds) device inode mode user group size
 */
const BITS = 32;
const NS_PER_S = 1_000_000_000n;
const MODE_NUMBER = 6;

/**
 * Writes into an index what the files at these paths are by now, as git does for files that it has written itself; their
 * contents are not looked at. False, and nothing is written, for an index that only git reads, or that does not have all these
 * paths. `oidBytes` is the length of the repository's object names. The index is written in place and keeps its time: for
 * one that nobody else reads.
 */
export function writeIndexStatus(
  indexFile: string,
  status: ReadonlyMap<string, BigIntStats>,
  oidBytes: number,
): boolean {
  const index = openIndex(readFileSync(indexFile), oidBytes);
  if (index === undefined) return false;
  const { bytes } = index;
  for (const [path, file] of status) {
    const at = findEntry(index, path);
    if (at === undefined) return false;
    for (const [number, value] of listNumbers(file).entries()) {
      // The mode is that of the tree.
      if (number !== MODE_NUMBER) bytes.writeUInt32BE(Number(BigInt.asUintN(BITS, value)), at + number * 4);
    }
  }
  writeChecksum(bytes, oidBytes);
  const { atimeMs, mtimeMs } = statSync(indexFile);
  writeFileSync(indexFile, bytes);
  // Git looks into files that have changed at or after the time of the index, which is that of when it looked last.
  utimesSync(indexFile, atimeMs / 1_000, Math.floor(mtimeMs) / 1_000);
  return true;
}

function listNumbers({ ctimeNs, mtimeNs, dev, ino, mode, uid, gid, size }: BigIntStats): bigint[] {
  const times = [ctimeNs, mtimeNs].flatMap((time) => [time / NS_PER_S, time % NS_PER_S]);
  return [...times, dev, ino, mode, uid, gid, size];
}
