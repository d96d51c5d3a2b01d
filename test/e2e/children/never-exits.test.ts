import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { expectNothingLeft, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('one that prints its result and never exits is ended for its silence, and its work is kept but not landed', async () => {
  const repository = makeRepository();
  const agent = useAgent(repository, { program: 'never-exits.sh' }, { noOutput: '6s' });
  writeAgentTask(repository);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['failed: stalled']);
  expect(repository.git('show', `refs/planex/runs/${status.tasks[0]?.run}:work.txt`)).toBe('work');
  expect(repository.git('log', '--format=%s')).toBe('docs: say hello');
  expect(agent.running()).toEqual([]);
  await expectNothingLeft(repository);
});

it('one that chatters for ever is ended by the wall clock', async () => {
  const repository = makeRepository();
  useAgent(repository, { program: 'chatters.sh' }, { wallClock: '1s' });
  writeAgentTask(repository);
  expect(standings((await settle(repository)).status)).toEqual(['failed: timed-out']);
  await expectNothingLeft(repository);
});
