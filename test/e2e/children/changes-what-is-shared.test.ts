import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { planexOk, readEventLog, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('branches, tags, the stash and settings that change while it runs are named, and left as they are', async () => {
  const repository = makeRepository();
  repository.git('branch', 'gone');
  repository.git('branch', 'quiet');
  repository.git('tag', 'moved');
  const was = repository.git('rev-parse', 'gone').slice(0, 10);
  useAgent(repository, {
    script: [
      'git switch -q -c made',
      'echo 1 > work.txt && git add . && git commit -q -m one',
      'git branch -D gone >/dev/null',
      'git tag -f moved >/dev/null',
      'git config user.email agent@example.test',
      'echo 2 > work.txt && git stash push -q && echo 3 > work.txt',
    ].join('\n'),
  });
  const { id } = writeAgentTask(repository);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  const [warning] = readEventLog(repository).filter(({ type }) => type === 'run:warning');
  expect(warning?.message).toBe(
    `while ${id} ran, the repository changed outside of its work tree: refs/heads/made is new, refs/stash is new, ` +
      `refs/tags/moved has moved (it was ${was}), refs/heads/gone is gone (it was ${was}), the setting user.email is another`,
  );
  expect(await planexOk(repository, 'logs', id)).toContain(`refs/heads/gone is gone (it was ${was})`);
});

it('what the user does in the home work tree meanwhile, and what lands, is not held against it', async () => {
  const repository = makeRepository();
  useAgent(repository, {
    script: `git -C ${repository.path} commit -q --allow-empty -m users; echo 1 > work.txt`,
  });
  writeAgentTask(repository);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(readEventLog(repository).filter(({ type }) => type === 'run:warning')).toEqual([]);
});
