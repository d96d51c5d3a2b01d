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
 * changed, when there is a file of that name. The folder must exist.
 */
export async function createFile(path: string, bytes: string): Promise<boolean> {
  const folder = dirname(path);
  const temporary = join(folder, `.planex-${randomBytes(6).toString('hex')}${TEMPORARY}`);
  const descriptor = openSync(temporary, 'wx', 0o666);
  try {
    writeFileSync(descriptor, bytes);
    await sync(descriptor);
    faultPoint('create-file:synced');
    linkSync(temporary, path);
    faultPoint('create-file:linked');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    closeSync(descriptor);
    rmSync(temporary, { force: true });
  }
  await syncFolder(folder);
  return true;
}
