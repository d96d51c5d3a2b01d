import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { canBeOther, makeOtherUser } from '../../support/other-user.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { expectNothingLeft, readEventLog, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it.each([
  ['puts a pipe in the place of a file', 'rm user.txt && mkfifo user.txt', /regular files/],
  ['makes a file whose name is not UTF-8', `: > "$(printf 'caf\\351.txt')"`, /pathspec/],
  ['makes a file that git takes for its own', `: > 'git~1'`, /git~1/],
])('one that %s: its run fails and is kept, and others go on', async (_what, act, said) => {
  const repository = makeRepository();
  repository.commit({ 'user.txt': 'mine\n' });
  useAgent(repository, { script: `echo work > work.txt; ${act}` });
  writeAgentTask(repository);
  writePlan(repository, 'other', [{ ...writes('other.txt'), backend: 'shell' }]);

  const { status } = await settle(repository);

  expect(standings(status).sort()).toEqual(['done', 'failed: internal']);
  const failed = status.tasks.find((task) => task.status === 'failed');
  expect(failed?.reason?.message).toMatch(said);
  const [warning] = readEventLog(repository).filter(({ type }) => type === 'run:warning');
  const [, kept = ''] = /cannot be kept by git; it is at (.*)$/.exec(warning?.message ?? '') ?? [];
  expect(readFileSync(`${kept}/work.txt`, 'utf8')).toBe('work\n');
  expect(repository.read('user.txt')).toBe('mine\n');
  await expectNothingLeft(repository);
});

it.runIf(canBeOther)('one that makes a file that nobody may read: its run fails and is kept', () => {
  const { repository, planex } = makeOtherUser();
  const commands = ['echo work > work.txt', 'echo secret > shut.txt', 'chmod 000 shut.txt'];
  writePlan(repository, 'shut', [{ commands }]);
  writePlan(repository, 'other', [writes('other.txt')]);

  const { stdout } = planex('once');

  expect(stdout).toMatch(/shut#1 failed: git cannot commit .*Permission denied/);
  const [, kept = ''] = /shut#1 wrote cannot be kept by git; it is at (.*)$/m.exec(stdout) ?? [];
  expect(readFileSync(`${kept}/work.txt`, 'utf8')).toBe('work\n');
  expect(repository.read('other.txt')).toBe('other.txt\n');
});
