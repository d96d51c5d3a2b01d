import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planex } from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it('a repository that git takes for somebody else’s is refused in the words of git, with what to do', async () => {
  const repository = makeRepository();
  const shim = makeFolder();
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  // A switch of git's own tests: it makes the owner of every folder look like another user.
  writeFileSync(join(shim, 'git'), `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec ${git} "$@"\n`);
  chmodSync(join(shim, 'git'), 0o755);
  const env = { PATH: `${shim}:${process.env['PATH']}` };
  const { code, stderr } = await planex(repository, ['status'], { env });
  expect(code).toBe(2);
  expect(stderr).toMatch(/dubious ownership[\s\S]*safe\.directory/);
});
