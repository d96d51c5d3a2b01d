import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeFolder, type TestRepository, useRepository } from './repository.ts';

/** A disk of its own that a test can fill to the last byte. */
export interface SmallDisk {
  repository: TestRepository;
  /** Puts the work trees of runs on the same disk. */
  env: NodeJS.ProcessEnv;
  /** Leaves so much room, by default none. */
  fill(leaveBytes?: number): void;
  /** Makes the room again that `fill` took. */
  free(): void;
}

/** True where a file system can be mounted. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** Mounts a file system in memory with a repository of one commit on it, and takes it away with the test. */
export function mountSmallDisk(megabytes = 48): SmallDisk {
  const disk = makeFolder('planex-disk-');
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', disk]));
  const path = join(disk, 'repository');
  mkdirSync(path);
  const repository = useRepository(path);
  repository.git('init', '--quiet');
  repository.commit({ 'README.md': '# A repository\n' }, 'docs: say hello');
  const ballast = join(disk, 'ballast');
  return {
    repository,
    env: { XDG_STATE_HOME: join(disk, 'state') },
    fill(leaveBytes = 0) {
      const descriptor = openSync(ballast, 'w');
      for (const size of [1024 * 1024, 4096]) writeUntilFull(descriptor, size);
      ftruncateSync(descriptor, fstatSync(descriptor).size - leaveBytes);
      closeSync(descriptor);
    },
    free: () => rmSync(ballast),
  };
}

function writeUntilFull(descriptor: number, size: number): void {
  const bytes = Buffer.alloc(size, 1);
  try {
    for (;;) writeSync(descriptor, bytes);
  } catch {
    // No room for another one.
  }
}
