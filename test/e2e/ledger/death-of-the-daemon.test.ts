import { expect, it } from 'vitest';
import type { CallLine } from '../../../src/tasks/call-line.ts';
import { openCallLedger } from '../../../src/telemetry/call-ledger.ts';
import { writePlan } from '../../support/plan.ts';
import {
  findProcesses,
  killDaemon,
  planex,
  readEventLog,
  readStatus,
  recordsFolder,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

it('a daemon killed while a task executes: the next ends the process, runs the task again, and counts no attempt', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  writePlan(repository, 'mine', [
    {
      files: ['mine.txt'],
      commands: [
        `echo $$ >> ${meet.place('pids')}`,
        meet.give('begun'),
        meet.await('go'),
        'echo mine > mine.txt',
      ],
    },
  ]);
  const pid = await startDaemon(repository);
  await meet.receive('begun');
  await killDaemon(pid);
  const killedMs = Date.now();
  const first = Number(meet.read('pids'));
  expect(findProcesses(repository)).toContain(first);
  const [left] = (await readStatus(repository)).tasks;
  expect(left).toMatchObject({ status: 'pending', reason: { code: 'internal', action: 'planex start' } });
  expect(left?.reason?.message).toMatch(
    new RegExp(`process(es)? .*\\b${first}\\b.* still at work; planex start ends`),
  );

  await startDaemon(repository);
  await waitUntil(() => meet.read('pids').trim().split('\n').length === 2, 'the task runs again');
  expect(findProcesses(repository)).not.toContain(first);
  meet.send('go');
  const status = await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
  expect(status.tasks[0]).toMatchObject({ attempts: 1 });
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  // It had said nothing, but the next daemon found it at work: the time until then is not free.
  const lines: CallLine[] = [];
  openCallLedger(recordsFolder(repository)).read((line) => lines.push(line));
  const [began] = lines.filter(({ type }) => type === 'started');
  const lost = lines.find((line) => line.type === 'ended' && line.how === 'lost');
  expect(lost).toMatchObject({
    wallMs: expect.toSatisfy((ms: number) => ms >= killedMs - Date.parse(began?.at ?? '')),
  });
});

it('a daemon killed while a task is verified: the work is kept and only verified again', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  writePlan(repository, 'mine', [
    {
      files: ['mine.txt'],
      commands: [`echo run >> ${meet.place('runs')}`, 'echo mine > mine.txt'],
      verify: [`${meet.give('verifying')}; ${meet.await('go')}`],
    },
  ]);
  const pid = await startDaemon(repository);
  await meet.receive('verifying');
  await killDaemon(pid);
  await startDaemon(repository);
  meet.send('go');
  const status = await waitForStatus(repository, (now) => now.tasks[0]?.status === 'done');
  expect(meet.read('runs')).toBe('run\n');
  expect(status.tasks[0]).toMatchObject({ attempts: 1 });
});

it('repeated deaths in the same step back off, and say until when', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  writePlan(repository, 'mine', [
    { files: ['mine.txt'], commands: [`echo run >> ${meet.place('runs')}`, meet.await('go')] },
  ]);
  for (const runs of [1, 2]) {
    const pid = await startDaemon(repository);
    await waitUntil(
      () => meet.given().includes('runs') && meet.read('runs').trim().split('\n').length === runs,
      `run ${runs}`,
    );
    await killDaemon(pid);
  }
  await startDaemon(repository);
  const status = await waitForStatus(repository, (now) => now.tasks[0]?.status === 'waiting');
  expect(status.tasks[0]).toMatchObject({
    attempts: 0,
    reason: { code: 'internal', until: expect.stringMatching(/^\d{4}-/) },
  });
  expect((await planex(repository, ['retry', 'mine#1'])).code).toBe(0);
  await waitUntil(() => meet.read('runs').trim().split('\n').length === 3, 'retry does not wait');
  expect(readEventLog(repository).map((event) => event.type)).not.toContain('issue:failed');
});
