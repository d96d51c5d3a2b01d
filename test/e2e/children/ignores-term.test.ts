import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { expectNothingLeft, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it.each(['ignores-term.sh', 'spawns-on-term.sh', 'ends-well-on-term.sh', 'stops-itself.sh'])(
  'one that answers the request to stop in a way of its own (%s) has failed, and is gone',
  async (program) => {
    const repository = makeRepository();
    const agent = useAgent(repository, { program }, { wallClock: '1s' });
    writeAgentTask(repository);
    expect(standings((await settle(repository)).status)).toEqual(['failed: timed-out']);
    expect(agent.running()).toEqual([]);
    await expectNothingLeft(repository);
  },
);
