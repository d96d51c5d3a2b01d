import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listenForNudges } from '../../../src/watch/nudges.ts';
import { install, runGitAs } from '../../support/hooks.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it('a commit, a checkout, a merge and a rebase nudge whoever listens, from any work tree, and say nothing', async () => {
  const repository = makeRepository();
  const records = join(repository.path, '.git/planex');
  await install(repository.path);
  const linked = useRepository(join(makeFolder(), 'linked'));
  repository.git('worktree', 'add', '--quiet', linked.path, '-b', 'other');
  let onNudge: () => void = () => undefined;
  const nudged = new Promise<void>((resolve) => {
    onNudge = resolve;
  });
  const nudges = listenForNudges(records, () => onNudge());
  for (const [hook, ...args] of [
    ['post-commit', 'commit', '--quiet', '--allow-empty', '-m', 'test: more'],
    ['post-checkout', 'checkout', '--quiet', '--detach', 'HEAD~1'],
    ['post-merge', 'merge', '--quiet', 'other'],
    ['post-rewrite', 'commit', '--quiet', '--amend', '--allow-empty', '-m', 'test: another'],
  ]) {
    expect(runGitAs(linked.path, args), args.join(' ')).toEqual({ code: 0, said: '' });
    expect(repository.read('.git/planex/nudge')).toBe(`${hook}\n`);
  }
  await nudged;
  nudges.close();
  expect(runGitAs(linked.path, ['checkout', '--quiet', 'other'])).toEqual({ code: 0, said: '' });
  expect(existsSync(join(records, 'nudge'))).toBe(false);
});

it('where nobody can listen, that is no error', () => {
  listenForNudges('/nonexistent', () => undefined).close();
  const folder = makeFolder();
  mkdirSync(join(folder, 'nudge'));
  expect(() => listenForNudges(folder, () => undefined)).not.toThrow();
});
