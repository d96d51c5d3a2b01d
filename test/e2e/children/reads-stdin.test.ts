import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { expectNothingLeft, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it.each(['stdin', 'file'] as const)(
  'one that reads standard input to its end finds the end, with its prompt as %s',
  async (prompt) => {
    const repository = makeRepository();
    useAgent(repository, { program: 'reads-stdin.sh' }, { prompt });
    writeAgentTask(repository);
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    await expectNothingLeft(repository);
  },
);
