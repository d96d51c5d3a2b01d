import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, errorMessage } from '../errors.ts';
import type { ScannedFile } from './scan.ts';
import { signFile } from './signature.ts';

/** A file that the feed hands over: its bytes, or why there are none. */
export type FeedFile =
  /** `digest` is `sha256:<hex>` of the bytes. */
  | { kind: 'read'; path: string; bytes: Uint8Array; digest: string }
  /** Too large to be read; `size` in bytes. */
  | { kind: 'too-large'; path: string; size: number }
  | { kind: 'unreadable'; path: string; message: string };

/** Files above this size, in bytes, are not read. */
export const LARGEST_FILE_BYTES = 512 * 1024;

/**
 * Reads a file as it was scanned; undefined when it is no longer that file, or changed while it was read. At once: a trip
 * to another thread for each of thousands of small files takes far longer than reading.
 */
export function readScanned(root: string, { path, signature }: ScannedFile): FeedFile | undefined {
  try {
    // Without O_NONBLOCK a named pipe put in the file's place would hold the open for ever.
    const descriptor = openSync(join(root, path), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const before = fstatSync(descriptor, { bigint: true });
      if (signFile(before) !== signature) return undefined;
      if (before.size > LARGEST_FILE_BYTES) return { kind: 'too-large', path, size: Number(before.size) };
      const bytes = readFileSync(descriptor);
      if (signFile(fstatSync(descriptor, { bigint: true })) !== signature) return undefined;
      return {
        kind: 'read',
        path,
        bytes,
        // Joined it is one text in memory, else its two halves and the whole.
        digest: ['sha256', createHash('sha256').update(bytes).digest('hex')].join(':'),
      };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    return { kind: 'unreadable', path, message: errorMessage(error) };
  }
}
