import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLoop, type Loop } from '../../../src/daemon/loop.ts';
import { openPorts } from '../../support/open-ports.ts';
import { writePlan } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const ISSUE = 'docs/issues/ISS-1.json';
const QUEUE = '.workflow/issues/queues/QUE-20261120-070000.json';

const statuses = async (loop: Loop): Promise<string[]> =>
  (await loop.look()).decision.verdicts.map(({ status }) => status);

test('each try of a landing that is held back leaves status and queue as they are: a write of the queue is no news', async () => {
  const repository = makeRepository();
  const item = { item_id: 'S-1', issue_id: 'ISS-1', solution_id: 'SOL-1', status: 'pending' };
  const queue = { id: 'QUE-20261120-070000', status: 'active', solutions: [item] };
  repository.write(QUEUE, `${JSON.stringify(queue)}\n`);
  repository.write(
    '.workflow/issues/queues/index.json',
    '{"active_queue_id":"QUE-20261120-070000","queues":[{"id":"QUE-20261120-070000","status":"active","completed_solutions":0}]}',
  );
  const commands = ['echo theirs > one.txt', `echo mine > ${repository.path}/one.txt`];
  const files = [{ path: 'one.txt', action: 'create' }];
  const tasks = [{ id: 'T1', title: 'One', backend: 'shell', files, commands }];
  repository.write(ISSUE, `${JSON.stringify({ issue_id: 'ISS-1', solution: { id: 'SOL-1', tasks } })}\n`);
  // What would touch the same file is held back by it.
  writePlan(repository, 'vague', [{ commands: ['echo vague > vague.txt'] }]);
  expect(standings((await settle(repository)).status)).toContain('waiting: dirty-paths');
  const kept = readFileSync(join(repository.path, QUEUE), 'utf8');

  const { ports } = await openPorts(repository);
  const loop = createLoop(ports, (error) => {
    throw error;
  });
  onTestFinished(() => loop.stop());
  await loop.recover();
  expect(await statuses(loop)).toContain('landing');
  await loop.whenQuiet();
  const held = await statuses(loop);
  expect(held).toEqual(expect.arrayContaining(['waiting', 'blocked']));
  const written = readFileSync(join(repository.path, QUEUE), 'utf8');
  expect(JSON.parse(written)).toMatchObject({ solutions: [{ status: 'pending' }] });
  expect(JSON.parse(kept)).toMatchObject({ solutions: [{ status: 'pending' }] });

  for (let tries = 0; tries < 3; tries += 1) {
    loop.nudge();
    expect(await statuses(loop)).toEqual(held);
    await loop.whenQuiet();
    expect(await statuses(loop)).toEqual(held);
  }
  expect(readFileSync(join(repository.path, QUEUE), 'utf8')).toBe(written);

  loop.nudge('asked');
  expect(await statuses(loop)).toContain('landing');
});
