import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { isBlob } from './blob-names.ts';
import { MODE_AT, OBJECT_AT, openIndex, readName } from './index-file.ts';

/** Of the status of an entry the second in which the file was written. */
const WRITTEN_AT = 8;
const FILE_KIND = 0o100000;
const KIND = 0o170000;
const MOST_FILES = 100;
const MOST_BYTES = 1024 * 1024;

/**
 * True when no file can have been changed unseen in the second in which the index was written: git looks into every file that
 * was written in that second or later, whatever its status (https://git-scm.com/docs/racy-git), and so does this into a few.
 * An index of which that is true may be given the time of before this was asked. False also where git has to say, and for an
 * index that only git reads. `oidBytes` is the length of the repository's object names.
 */
export function areRacyFilesClean(
  workTree: string,
  bytes: Buffer,
  indexSeconds: number,
  oidBytes: number,
): boolean {
  const index = openIndex(bytes, oidBytes);
  if (index === undefined) return false;
  const racy: { path: string; oid: string }[] = [];
  for (const [number, at] of index.offsets.entries()) {
    if (bytes.readUInt32BE(at + WRITTEN_AT) < indexSeconds) continue;
    const isFile = (bytes.readUInt32BE(at + MODE_AT) & KIND) === FILE_KIND;
    if (!isFile || racy.length === MOST_FILES) return false;
    const oid = bytes.toString('hex', at + OBJECT_AT, at + OBJECT_AT + oidBytes);
    racy.push({ path: join(workTree, readName(index, number).toString('utf8')), oid });
  }
  return racy.every(({ path, oid }) => isUnchanged(path, oid));
}

function isUnchanged(path: string, oid: string): boolean {
  try {
    const status = lstatSync(path);
    return status.isFile() && status.size <= MOST_BYTES && isBlob(readFileSync(path), oid);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}
