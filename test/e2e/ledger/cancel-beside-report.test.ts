import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeBreakableDisk } from '../../support/broken-writes.ts';
import { writePlan } from '../../support/plan.ts';
import {
  planex,
  readStatus,
  recordsFolder,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

it('`planex cancel` ends finished work that waits although its end is reported while that is written down', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  const disk = makeBreakableDisk();
  const commands = [meet.give('begun'), meet.await('go'), 'echo > mine.txt'];
  writePlan(repository, 'mine', [{ files: ['mine.txt'], commands }]);
  await startDaemon(repository, { env: disk.env });
  await meet.receive('begun');
  repository.git('checkout', '--quiet', '-b', 'side');
  meet.send('go');
  await waitForStatus(repository, (now) => now.tasks[0]?.status === 'waiting');
  const runs = join(recordsFolder(repository), 'runs');
  const run = join(runs, readdirSync(runs)[0] ?? '');
  const isWritten = (): boolean => readdirSync(run).some((name) => /^run\.json\..*\.temporary$/.test(name));

  disk.break('hold', join(run, 'run.json.'));
  const said = planex(repository, ['cancel', 'mine#1']);
  await waitUntil(isWritten, 'the end of the run is being written down');
  // Something of Git has changed: planex looks again, and the task stands as cancelled already.
  repository.git('checkout', '--quiet', '-b', 'another');
  await waitUntil(() => existsSync(join(run, 'report.md')), 'that is reported');
  disk.mend();

  expect(await said).toMatchObject({ code: 0, stderr: '' });
  expect(standings(await readStatus(repository))).toEqual(['cancelled: cancelled']);
});
