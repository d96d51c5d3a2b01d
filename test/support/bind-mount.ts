import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** A folder of a disk that is mounted over itself: to the system it is another disk, though its number is the same. */
export interface BindMount {
  /** From now on nothing can be written there. */
  forbidWriting(): void;
  allowWriting(): void;
}

/** Mounts a folder over itself until the test ends. For who can mount (`canMount`). */
export function mountOverItself(folder: string): BindMount {
  const mount = (...args: string[]) => void execFileSync('mount', [...args, folder]);
  mount('--bind', folder);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return {
    forbidWriting: () => mount('-o', 'remount,bind,ro'),
    allowWriting: () => mount('-o', 'remount,bind,rw'),
  };
}
