import { randomBytes } from 'node:crypto';
import { closeSync, fsync, linkSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { syncFolder, TEMPORARY } from './durable-file.ts';

const sync = promisify(fsync);

/**
 * Makes a file of the user's that is not there yet: whoever looks finds it whole or not at all. False, and nothing
 * changed, when there is a file of that name. The folder must exist. The file is prepared in `drafts`, planex's own folder,
 * and beside its place only if the two are on different disks.
 */
export async function createFile(path: string, bytes: string, drafts: string): Promise<boolean> {
  const name = `.planex-${randomBytes(6).toString('hex')}${TEMPORARY}`;
  for (const folder of [drafts, dirname(path)]) {
    const fresh = join(folder, name);
    try {
      await writeDraft(fresh, bytes);
      linkSync(fresh, path);
      faultPoint('create-file:linked');
      await syncFolder(dirname(path));
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      if (errorCode(error) !== 'EXDEV') throw error;
    } finally {
      rmSync(fresh, { force: true });
    }
  }
  throw new Error(`no file could be linked to ${path}`);
}

async function writeDraft(path: string, bytes: string): Promise<void> {
  const descriptor = openSync(path, 'wx', 0o666);
  try {
    writeFileSync(descriptor, bytes);
    await sync(descriptor);
    faultPoint('create-file:synced');
  } finally {
    closeSync(descriptor);
  }
}
