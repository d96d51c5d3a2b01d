import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { it, onTestFinished } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it('commits are signed with the key of the user', async () => {
  const home = makeFolder('gpg-');
  chmodSync(home, 0o700);
  process.env['GNUPGHOME'] = home;
  onTestFinished(() => {
    execFileSync('gpgconf', ['--kill', 'all']);
    delete process.env['GNUPGHOME'];
  });
  const make = ['--batch', '--quiet', '--passphrase', '', '--quick-generate-key'];
  execFileSync('gpg', [...make, 'Ada Tester <ada@example.test>', 'ed25519', 'sign', '1d'], {
    stdio: 'ignore',
  });
  const repository = makeRepository();
  repository.git('config', 'commit.gpgSign', 'true');
  repository.git('config', 'log.showSignature', 'true');
  await landPlan(repository, [writes('one.txt'), writes('two.txt')]);
  for (const commit of ['HEAD', 'HEAD~1']) repository.git('verify-commit', commit);
});
