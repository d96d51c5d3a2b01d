import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a command line that the system does not take fails the run and says so', async () => {
  const repository = makeRepository();
  useAgent(repository, { script: '' }, { command: ['sh', '-c', 'true', 'x'.repeat(200_000)] });
  writeAgentTask(repository);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['failed: backend-missing']);
  expect(status.tasks[0]?.reason?.message).toMatch(/could not be started: .*E2BIG/);
});

it('a long prompt reaches it whole, on standard input and as a file', async () => {
  const repository = makeRepository();
  useAgent(
    repository,
    { script: 'grep -c tea > count.txt; grep -c tea "$PLANEX_PROMPT_FILE" >> count.txt' },
    { prompt: 'stdin' },
  );
  const boxes = Array.from({ length: 1500 }, (_, at) => `${at} ${'cups of tea '.repeat(20)}`);
  writeAgentTask(repository, { boxes: [boxes.join(', ')] });
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.read('count.txt')).toMatch(/^([1-9]\d*)\n\1\n$/);
});
