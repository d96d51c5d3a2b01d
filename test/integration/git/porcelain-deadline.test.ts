import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { git } from '../../../src/git/git.ts';
import { readPorcelain } from '../../../src/git/porcelain.ts';
import { makeFolder } from '../../support/repository.ts';

/** Puts a git first on PATH that hangs, and starts a process that outlives it and holds its outputs open. */
function useHangingGit(): string {
  const folder = makeFolder();
  const pids = join(folder, 'pids');
  const program = join(folder, 'git');
  writeFileSync(program, `#!/bin/sh\nsleep 600 &\necho $! >> ${pids}\nwait\n`);
  chmodSync(program, 0o755);
  const { PATH } = process.env;
  Object.assign(process.env, { PATH: `${folder}:${PATH}`, PLANEX_GIT_TIMEOUT_MS: '500' });
  onTestFinished(() => {
    process.env['PATH'] = PATH;
    delete process.env['PLANEX_GIT_TIMEOUT_MS'];
    const left = existsSync(pids) ? readFileSync(pids, 'utf8').split('\n') : [];
    // A pid that was not written to its end would be 0, and that is all of us.
    for (const pid of left.filter((line) => line !== '')) process.kill(Number(pid), 'SIGKILL');
  });
  return folder;
}

test('a git that hangs is ended and said to have hung, also when a process of it lives on', async () => {
  const folder = useHangingGit();
  await expect(readPorcelain(folder, ['status'])).rejects.toThrow('git status did not end within 500 ms');
  await expect(git(folder, ['status'])).rejects.toThrow('git status ended with a time-out');
});
