import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRepository } from '../../support/repository.ts';
import { writeSolution, writesFile } from '../../support/solution.ts';

const QUEUE = '.workflow/issues/queues/QUE-1.json';
const ITEMS = [
  { item_id: 'S-1', issue_id: 'ISS-3' },
  { item_id: 'S-2', issue_id: 'ISS-2', depends_on: ['S-1'] },
];

// From the start on nobody asks planex anything before the work is there: a command would make the daemon look.
test('a daemon sees what another program writes among issues and queues', async () => {
  const repository = makeRepository();
  repository.write('.workflow/issues/issues.jsonl', '{"id":"ISS-1","status":"deferred"}\n');
  repository.write(QUEUE, JSON.stringify({ id: 'QUE-1', status: 'active', solutions: ITEMS }));
  writeSolution(repository, 'ISS-1', [writesFile('T1', 'one.txt')]);
  writeSolution(repository, 'ISS-2', [writesFile('T1', 'two.txt')]);
  await startDaemon(repository);
  const waiting = await waitForStatus(repository, ({ tasks }) => tasks.length === 2);
  expect(standings(waiting)).toEqual(['waiting: paused', 'waiting: blocked-by']);

  repository.write('.workflow/issues/issues.jsonl', '{"id":"ISS-1","status":"open"}\n');
  await waitUntil(() => existsSync(join(repository.path, 'one.txt')), 'the issue that is open again is done');
  repository.write(QUEUE, JSON.stringify({ id: 'QUE-1', status: 'archived', solutions: ITEMS }));
  await waitUntil(() => existsSync(join(repository.path, 'two.txt')), 'what the queue held back is done');
});
