import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectWhole, landPlan, newestChange } from '../../support/land-plan.ts';
import { planText, writes } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it('.git is a symbolic link', async () => {
  const repository = makeRepository();
  const away = join(makeFolder(), 'away.git');
  renameSync(join(repository.path, '.git'), away);
  symlinkSync(away, join(repository.path, '.git'));
  await landPlan(repository, [writes('mine.txt'), writes('yours.txt')]);
  expect(newestChange(repository)).toBe('A\tyours.txt');
});

it('.git is a file that names the folder', async () => {
  const repository = useRepository(makeFolder('planex-repo-'));
  repository.git('init', '--quiet', `--separate-git-dir=${join(makeFolder(), 'away.git')}`);
  repository.commit({ 'README.md': '# A repository\n' });
  await landPlan(repository, [writes('mine.txt'), writes('yours.txt')]);
  expect(newestChange(repository)).toBe('A\tyours.txt');
});

it('the repository is reached through a symbolic link', async () => {
  const real = makeRepository();
  const path = join(makeFolder(), 'link');
  symlinkSync(real.path, path);
  const linked = useRepository(path);
  await landPlan(linked, [writes('mine.txt')]);
  real.write('docs/plans/2026-11-20-two.md', planText([writes('two.txt')]));
  expect(standings((await settle(real)).status)).toEqual(['done', 'done']);
  expectWhole(real);
});
