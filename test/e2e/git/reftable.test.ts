import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planex } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

async function expectRefused(repository: TestRepository, what: string, todo: string): Promise<void> {
  for (const command of ['start', 'status', 'once', 'doctor']) {
    const { code, stdout, stderr } = await planex(repository, [command]);
    expect(code, command).toBe(command === 'doctor' ? 1 : 2);
    expect(stdout + stderr, command).toContain(what);
    expect(stdout + stderr, command).toContain(todo);
    expect(stdout + stderr, command).not.toContain('bug in planex');
  }
}

it('branches in reftables: planex refuses to work, and says what to do', async () => {
  const repository = makeRepository();
  writePlan(repository, 'a', [writes('a.txt')]);
  const before = repository.git('rev-parse', 'HEAD');
  // What a git that knows them makes; the one at hand may not.
  mkdirSync(join(repository.path, '.git/reftable'));
  await expectRefused(repository, 'keeps its branches in reftables', 'git refs migrate');
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
});

it('an extension that git does not know: planex says that git is too old for the repository', async () => {
  const repository = makeRepository();
  writePlan(repository, 'a', [writes('a.txt')]);
  repository.git('config', 'core.repositoryFormatVersion', '1');
  repository.git('config', 'extensions.notYetInvented', 'true');
  await expectRefused(
    repository,
    'This git is too old for the repository',
    'Put the git that it was made with',
  );
});
