import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../fault-point.ts';
import { sha256 } from '../sha256.ts';
import { ensureFolder, listFolder } from './folder.ts';

/** What one program came to when it was compiled: bytes that only the same program, Node and flags can use. */
export interface CodeCache {
  /** What was kept for exactly this key, or undefined; bytes that are damaged or that others could write are none. */
  read(): Buffer | undefined;
  /** Keeps the bytes that it asks for, instead of those that were there. False where that cannot be done. */
  keep(make: () => Uint8Array): boolean;
}

/** As many versions of Node and planex as somebody may have in use by turns. */
const MOST_KEPT = 4;
const DIGEST_BYTES = 32;
const WRITABLE_BY_OTHERS = 0o022;

/** Opens the place in a folder where the code for a key is kept. The key names all that the code hangs on. */
export function openCodeCache(folder: string, key: string): CodeCache {
  const path = join(folder, `${sha256(key).slice(0, 32)}.code`);
  return {
    read() {
      try {
        const bytes = readOwn(path);
        const code = bytes?.subarray(DIGEST_BYTES);
        if (bytes === undefined || code === undefined) return undefined;
        return bytes.subarray(0, DIGEST_BYTES).equals(seal(key, code)) ? code : undefined;
      } catch {
        // Nothing that is the matter with it may keep a program from starting.
        return undefined;
      }
    },
    keep(make) {
      try {
        const code = make();
        ensureFolder(folder);
        replace(path, Buffer.concat([seal(key, code), code]));
        removeOldest(folder);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Nothing is flushed: what a dying machine leaves of it has another digest, and is made anew. */
function replace(path: string, bytes: Uint8Array): void {
  const draft = `${path}.${process.pid}.temporary`;
  try {
    writeFileSync(draft, bytes, { mode: 0o600 });
    faultPoint('code-cache:written');
    renameSync(draft, path);
    faultPoint('code-cache:renamed');
  } finally {
    rmSync(draft, { force: true });
  }
}

/** V8 believes what it is given: without this it would run whatever a bad disk or another program made of it. */
function seal(key: string, code: Uint8Array): Buffer {
  return Buffer.from(sha256(key, '\0', code), 'hex');
}

function readOwn(path: string): Buffer | undefined {
  const descriptor = openSync(path, 'r');
  try {
    const { uid, mode } = fstatSync(descriptor);
    const isOwn = uid === process.getuid?.() && (mode & WRITABLE_BY_OTHERS) === 0;
    return isOwn ? readFileSync(descriptor) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function removeOldest(folder: string): void {
  const found = listFolder(folder)
    .map((name) => join(folder, name))
    .map((path) => ({ path, keptAt: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.keptAt - one.keptAt);
  for (const { path } of found.slice(MOST_KEPT)) rmSync(path, { force: true });
}
