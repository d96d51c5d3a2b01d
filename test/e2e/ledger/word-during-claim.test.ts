import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { StatusView } from '../../../src/daemon/look/status-view.ts';
import { installHook } from '../../support/install-hook.ts';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readEventLog,
  readStatus,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRendezvous, type Rendezvous } from '../../support/rendezvous.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-mine.md';

/** A daemon that is just claiming a task whose branch is made: a hook of references keeps it there until `go`. */
async function startClaiming(
  ...others: string[]
): Promise<{ repository: TestRepository; meet: Rendezvous; ran: string }> {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const ran = join(makeFolder(), 'ran');
  repository.commit({ '.planexrc': '{ "landing": { "branch": "planex/<slug>" } }\n' });
  installHook(
    repository,
    'reference-transaction',
    `if [ "$1" = prepared ] && grep -q refs/heads/planex/; then ${meet.give('claiming')}; ${meet.await('go')}; fi`,
  );
  writePlan(repository, 'mine', [
    { files: ['mine.txt'], commands: [`echo ran >> ${ran}`, 'echo mine > mine.txt'] },
  ]);
  for (const name of others) writePlan(repository, name, [writes(`${name}.txt`)]);
  await startDaemon(repository);
  await meet.receive('claiming');
  return { repository, meet, ran };
}

it.each<[string, string[], (status: StatusView) => boolean, string]>([
  ['cancel', ['cancel', 'mine#1'], ({ tasks }) => tasks[0]?.status === 'cancelled', 'cancelled: cancelled'],
  ['reject', ['reject', PLAN], ({ tasks }) => tasks[0]?.reason?.code === 'approval', 'waiting: approval'],
  [
    'trust --revoke',
    ['trust', '--revoke', PLAN],
    ({ tasks }) => tasks[0]?.reason?.code === 'not-admitted',
    'waiting: not-admitted',
  ],
])('after `planex %s` nothing runs that was just being claimed', async (_, args, isSaid, standing) => {
  const { repository, meet, ran } = await startClaiming();
  const command = planex(repository, args);
  await waitForStatus(repository, isSaid);
  meet.send('go');
  expect(await command).toMatchObject({ code: 0 });
  expect(standings(await readStatus(repository))).toEqual([standing]);
  await planexOk(repository, 'stop');
  expect(existsSync(ran)).toBe(false);
  expect(standings(await readStatus(repository))).toEqual([standing]);
});

it('after `planex pause` nothing is claimed any more', async () => {
  const { repository, meet } = await startClaiming('other');
  const command = planex(repository, ['pause']);
  await waitForStatus(repository, ({ paused }) => paused);
  meet.send('go');
  expect(await command).toMatchObject({ code: 0 });
  await planexOk(repository, 'stop');
  expect(readEventLog(repository).filter(({ type }) => type === 'run:claimed')).toHaveLength(1);
  expect(standings(await readStatus(repository))).toEqual(['done', 'waiting: paused']);
});

it('what is cancelled right after it was saved is found, and held', async () => {
  const repository = makeRepository();
  const ran = join(makeFolder(), 'ran');
  await startDaemon(repository);
  // On a busy machine the run could come before the word.
  await planexOk(repository, 'pause');
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands: [`echo ran >> ${ran}`] }]);
  expect(await planexOk(repository, 'cancel', 'mine#1')).toContain('is held');
  await planexOk(repository, 'unpause');
  await waitForStatus(repository, (status) => standings(status)[0] === 'cancelled: cancelled');
  await planexOk(repository, 'stop');
  expect(existsSync(ran)).toBe(false);
});

it('what was saved a moment ago is explained', async () => {
  const repository = makeRepository();
  await startDaemon(repository);
  await planexOk(repository, 'pause');
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands: ['echo mine > mine.txt'] }]);
  expect(await planexOk(repository, 'why', 'mine#1')).toContain('paused');
});
