import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRepository } from '../../support/repository.ts';
import { writeSolution, writesFile } from '../../support/solution.ts';

const ISSUES = '.workflow/issues/issues.jsonl';
const QUEUE = '.workflow/issues/queues/QUE-1.json';
const queueThatIs = (status: string): string =>
  JSON.stringify({
    id: 'QUE-1',
    status,
    solutions: [
      { item_id: 'S-1', issue_id: 'ISS-3' },
      { item_id: 'S-2', issue_id: 'ISS-1', depends_on: ['S-1'] },
    ],
  });

// From the start on neither the clock nor a command makes the daemon look, and nothing lands that would.
test.each([
  ['issues', ISSUES, '{"id":"ISS-1","status":"deferred"}\n', '{"id":"ISS-1","status":"open"}\n', 'paused'],
  ['queues', QUEUE, queueThatIs('active'), queueThatIs('archived'), 'blocked-by'],
])('a daemon sees what another program writes among %s', async (_, path, before, after, reason) => {
  const repository = makeRepository();
  repository.write('.planexrc', JSON.stringify({ schedule: { reconcile: '0 0 29 2 *' } }));
  repository.write(path, before);
  writeSolution(repository, 'ISS-1', [writesFile('T1', 'one.txt')]);
  await startDaemon(repository);
  const waiting = await waitForStatus(repository, ({ tasks }) => tasks.length === 1);
  expect(standings(waiting)).toEqual([`waiting: ${reason}`]);

  repository.write(path, after);
  await waitUntil(() => existsSync(join(repository.path, 'one.txt')), 'what was held back is done');
});
