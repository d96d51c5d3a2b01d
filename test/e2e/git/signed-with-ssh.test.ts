import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { planText, writes } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

function signWithSsh(repository: TestRepository): void {
  const folder = makeFolder();
  const key = join(folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  writeFileSync(join(folder, 'allowed'), `ada@example.test ${readFileSync(`${key}.pub`, 'utf8')}`);
  repository.git('config', 'gpg.format', 'ssh');
  repository.git('config', 'user.signingKey', key);
  repository.git('config', 'gpg.ssh.allowedSignersFile', join(folder, 'allowed'));
  repository.git('config', 'commit.gpgSign', 'true');
}

it('every commit that lands is signed by the user, also one with the ticks of its plan in it', async () => {
  const repository = makeRepository();
  await settle(repository);
  signWithSsh(repository);
  const plan = 'docs/plans/2026-11-20-tracked.md';
  repository.commit({ [plan]: planText([writes('ticked.txt')]) });
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.git('show', '--format=', '--name-only', 'HEAD').split('\n')).toEqual([
    plan,
    'ticked.txt',
  ]);
  repository.git('verify-commit', 'HEAD');
});

it('also one that had to be brought onto a newer commit', async () => {
  const repository = makeRepository();
  signWithSsh(repository);
  await landPlan(repository, [writes('one.txt'), { ...writes('two.txt'), dependsOn: 'none' }]);
  for (const commit of ['HEAD', 'HEAD~1']) repository.git('verify-commit', commit);
});

it('a key that is not there fails the run, in the words of git', async () => {
  const repository = makeRepository();
  signWithSsh(repository);
  repository.git('config', 'user.signingKey', '/nowhere/key');
  repository.write('docs/plans/2026-11-20-mine.md', planText([writes('mine.txt')]));
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['failed: internal']);
  expect(status.tasks[0]?.reason?.message).toMatch(/\/nowhere\/key/);
});
