import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errors.ts';
import { beginBlobName } from './blob-names.ts';
import type { StatusEntry } from './status-entries.ts';

/**
 * The entries of unstaged changes without those of files whose bytes, as they are, are those that the index has: where an
 * attribute or a setting would have git store such bytes otherwise it calls the file modified, though nobody has touched it.
 * Files of more than `mostBytes` stay.
 */
export async function leaveOutUntouched(
  top: string,
  entries: readonly StatusEntry[],
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<StatusEntry[]> {
  const touched: StatusEntry[] = [];
  for (const entry of entries) {
    const oid = entry.kind === 'tracked' ? entry.rewrote : undefined;
    const isUntouched = oid !== undefined && (await holdsBlob(join(top, entry.path), oid, mostBytes));
    if (!isUntouched) touched.push(entry);
  }
  return touched;
}

async function holdsBlob(path: string, oid: string, mostBytes: number): Promise<boolean> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const status = await file.stat();
      if (!status.isFile() || status.size > mostBytes) return false;
      const hash = beginBlobName(status.size, oid.length);
      for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
      return hash.digest('hex') === oid;
    } finally {
      await file.close();
    }
  } catch (error) {
    // What cannot be read here, git tells of.
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}
