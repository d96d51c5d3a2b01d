import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { expectNothingLeft, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it.each([
  ['a grandchild that holds its output open', 'holds-output.sh'],
  ['a process in a session of its own', 'leaves-session.sh'],
  ['a process that is still replacing its program', 'leaves-session-at-once.sh'],
  ['a daemon made by a double fork', 'double-forks.mjs'],
  ['a process without environment', 'wipes-environment.sh'],
  ['a background job with a group of its own', 'job-control.sh'],
  ['45 tool servers', 'many-children.sh'],
])('one that ends and leaves %s: its work lands, and that is ended', async (_what, program) => {
  const repository = makeRepository();
  const agent = useAgent(repository, { program });
  writeAgentTask(repository);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.read('work.txt')).toBe('work\n');
  expect(agent.running()).toEqual([]);
  await expectNothingLeft(repository);
});
