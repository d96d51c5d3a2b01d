import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useAgent, writeAgentTask } from '../../support/agent.ts';
import { expectNothingLeft, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const LATER =
  'setsid sh -c "trap \\"\\" TERM HUP; echo \\$\\$ >> $PIDS; while [ ! -e $SIGNS/go ]; do sleep 0.05; done; echo late > $PWD/late.txt; touch $SIGNS/late" >/dev/null 2>&1 &';

it.each([
  ['after its time was up', 'sleep 1000', { wallClock: '2s' }, 'failed: timed-out'],
  ['after it ended', 'until [ -s $PIDS ]; do sleep 0.01; done', {}, 'done'],
])('one that wants to write %s does not come to it', async (_when, end, limits, expected) => {
  const repository = makeRepository();
  const agent = useAgent(repository, { script: `echo work > work.txt; ${LATER} ${end}` }, limits);
  writeAgentTask(repository);
  expect(standings((await settle(repository)).status)).toEqual([expected]);
  expect(agent.running()).toEqual([]);
  await expectNothingLeft(repository);
  writeFileSync(join(agent.folder, 'go'), '');
  expect(existsSync(join(agent.folder, 'late'))).toBe(false);
  expect(repository.git('log', '--all', '--format=', '--name-only')).not.toContain('late.txt');
});
