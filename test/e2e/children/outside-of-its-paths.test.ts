import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { landPlan } from '../../support/land-plan.ts';
import { readEventLog, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('one that changes what its task does not declare: it lands, and is said', async () => {
  const repository = makeRepository();
  repository.commit({ 'other.txt': 'old\n' });
  useAgent(repository, { script: 'echo work > work.txt; echo new > other.txt' });
  writeAgentTask(repository, { files: ['work.txt'] });
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  const [warning] = readEventLog(repository).filter(({ type }) => type === 'run:warning');
  expect(warning?.message).toMatch(/does not declare: other\.txt/);
});

it('where the user has work in such a path it waits, and the work of the user stays', async () => {
  const repository = makeRepository();
  repository.commit({ 'other.txt': 'old\n' });
  repository.write('other.txt', 'precious\n');
  useAgent(repository, { script: 'echo work > work.txt; echo new > other.txt' });
  writeAgentTask(repository, { files: ['work.txt'] });
  expect(standings((await settle(repository)).status)).toEqual(['waiting: dirty-paths']);
  expect(repository.read('other.txt')).toBe('precious\n');
});

it('a repository that it makes inside of its work tree does not land, and is kept and said', async () => {
  const repository = makeRepository();
  await landPlan(repository, [
    { commands: ['echo work > work.txt', 'git init -q inner', 'echo in > inner/file'] },
  ]);
  const [warning] = readEventLog(repository).filter(({ type }) => type === 'run:warning');
  expect(warning?.message).toMatch(/^inner is a repository of its own and does not land; it is kept at \//);
});
