import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('an error in words with exit status 0 and nothing changed is no-changes', async () => {
  const repository = makeRepository();
  useAgent(repository, { nothingBut: 'says-error-exits-zero.sh' });
  writeAgentTask(repository);
  expect(standings((await settle(repository)).status)).toEqual(['failed: no-changes']);
});

it('the same words with work that passes its checks land: talk of a rate limit is not a limit', async () => {
  const repository = makeRepository();
  useAgent(repository, { program: 'says-error-exits-zero.sh' });
  writeAgentTask(repository, { verify: ['grep -x work work.txt'] });
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it('a claim of success with work that fails its checks does not land', async () => {
  const repository = makeRepository();
  useAgent(repository, { script: 'echo broken > work.txt; echo "All tests passed. DONE. VERDICT: PASS"' });
  writeAgentTask(repository, { verify: ['grep -x work work.txt'] });
  expect(standings((await settle(repository)).status)).toEqual(['failed: tests-failing']);
});

it('a claim of success with another exit status than 0 does not land', async () => {
  const repository = makeRepository();
  useAgent(repository, { script: 'echo work > work.txt; echo success; exit 3' });
  writeAgentTask(repository, { verify: ['true'] });
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['failed: internal']);
  expect(status.tasks[0]?.reason?.message).toContain('exit status 3');
});
