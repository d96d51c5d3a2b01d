import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { newestChange } from '../../support/land-plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it.each([
  [
    'commits',
    'git add . && git commit -q -m "agent: one" && echo more >> work.txt && git commit -qam "agent: two"',
  ],
  ['stages', 'git add .'],
  ['commits on a branch of its own', 'git switch -q -c agent && git add . && git commit -q -m "agent: one"'],
  ['starts over on a branch without history', 'git checkout -q --orphan fresh'],
  ['resets to an older commit', 'git add . && git reset -q HEAD~1'],
  ['commits past the hooks', 'git add . && git commit -q --no-verify -m "agent: one"'],
  ['leaves a rebase half done', 'mkdir -p "$(git rev-parse --git-path rebase-merge)"'],
  ['leaves an index.lock in its work tree', 'touch "$(git rev-parse --git-path index.lock)"'],
  ['removes its .git', 'rm .git'],
  ['makes its .git anew', 'rm .git && git init -q && git add . && git commit -q -m "agent: one"'],
])('one that %s: one commit lands, with the message of planex and the work alone', async (_what, act) => {
  const repository = makeRepository();
  repository.commit({ 'second.txt': 'second\n' });
  useAgent(repository, { script: `echo work > work.txt; ${act}` });
  writeAgentTask(repository);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(newestChange(repository)).toBe('A\twork.txt');
  expect(repository.git('log', '--format=%s')).toBe('feat(mine): Work\ntest: a commit\ndocs: say hello');
  expect(repository.git('status', '--porcelain')).toBe('?? .planexrc\n?? docs/');
});
