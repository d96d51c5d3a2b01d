import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';

/** A hook's file in bytes (as latin1, so that a program survives), or undefined when there is none that can be read. */
export function readHookFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EISDIR') return undefined;
    throw error;
  }
}

/** Puts a hook in place in one step; it can be run from then on. */
export function writeHookFile(path: string, text: string, mode = 0o755): void {
  const draft = `${path}.planex-${process.pid}`;
  try {
    const file = openSync(draft, 'w', mode);
    try {
      writeFileSync(file, text, 'latin1');
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    faultPoint('hook-file:written');
    renameSync(draft, path);
    faultPoint('hook-file:renamed');
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Gives a file of others another text; it keeps its mode, and a link to it stays a link. */
export function rewriteHookFile(path: string, text: string): void {
  const file = realpathSync(path);
  const { mode } = statSync(file);
  writeHookFile(file, text);
  chmodSync(file, mode & 0o7777);
}

/** Removes a hook's file. */
export function removeHookFile(path: string): void {
  rmSync(path, { force: true });
  faultPoint('hook-file:removed');
}

/** Removes what a process that was killed has left in a folder of hooks. */
export function removeDrafts(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names) {
    const [, pid] = /\.planex(?:-kept)?-(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** True when both names lead to one file, or to one symbolic link. */
export function areOneFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => lstatSync(path, { throwIfNoEntry: false }));
  return first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev;
}
