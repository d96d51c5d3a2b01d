import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readEventLog,
  readStatus,
  settle,
  standings,
  startDaemon,
  taskOf,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

/** A task whose finished commit waits, since its path got dirty meanwhile; nobody runs. */
async function makeHeldLanding(): Promise<TestRepository> {
  const repository = makeRepository();
  const notes = { files: ['notes.txt'], commands: ['echo theirs > notes.txt'] };
  writePlan(repository, 'notes', [
    { ...notes, commands: [...notes.commands, `echo mine > ${repository.path}/notes.txt`] },
    { ...writes('after.txt'), dependsOn: '1' },
  ]);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['waiting: dirty-paths', 'blocked: blocked-by']);
  return repository;
}

it('work that is rebased and verified again, once nothing holds it back, is not called waiting', async () => {
  const repository = makeRepository();
  const gate = makeGate();
  writePlan(repository, 'notes', [
    { files: ['notes.txt'], commands: ['echo theirs > notes.txt'], verify: [gate.wait] },
  ]);
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
  repository.write('notes.txt', 'mine\n');
  await gate.pass();
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.reason?.code === 'dirty-paths');
  repository.commit({ 'other.txt': 'other\n' });
  rmSync(join(repository.path, 'notes.txt'));

  const again = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status !== 'waiting');

  expect(standings(again)).toEqual(['landing']);
  await gate.pass();
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
});

it('`planex run` tries a landing before it believes what has held it back before', async () => {
  const repository = await makeHeldLanding();
  rmSync(join(repository.path, 'notes.txt'));
  const { code, stdout } = await planex(repository, ['run', 'notes']);
  expect(stdout).toContain('EXEC_DONE:notes');
  expect(code).toBe(0);
  expect(standings(await readStatus(repository))).toEqual(['done', 'done']);
});

it('without a planex at work it is said when the wait was found, and that nothing lands by itself', async () => {
  const repository = await makeHeldLanding();
  rmSync(join(repository.path, 'notes.txt'));
  const [task] = (await readStatus(repository)).tasks;
  expect(task?.reason?.message).toMatch(
    /^you have uncommitted work in notes\.txt \(when planex last tried to land it\)$/,
  );
  expect(task?.reason?.action).toMatch(/ then planex start$/);
  expect(task?.reason?.action).not.toContain('by itself');
});

it('what would change the same files as work that waits for a person says so, and `planex run` ends with that', async () => {
  const repository = await makeHeldLanding();
  writePlan(repository, 'vague', [{ commands: ['echo vague > vague.txt'] }]);
  const { status } = await settle(repository);
  expect(taskOf(status, 'vague#1').reason?.message).toMatch(
    /^docs\/plans\/2026-11-20-notes#1 may change the same files \(this task names none\), and its finished work waits: you have/,
  );
  const { code, stdout, stderr } = await planex(repository, ['run', 'vague']);
  expect(code).toBe(1);
  expect(`${stdout}${stderr}`).toContain('its finished work waits');
});

it('work that has landed when planex died is done, whoever asks before the next start', async () => {
  const repository = makeRepository();
  writePlan(repository, 'tea', [writes('tea.txt')]);
  const { code } = await planex(repository, ['once'], {
    env: { PLANEX_FAULT_POINT: 'landing:journal-removed' },
  });
  expect(code).toBe(128);
  expect(standings(await readStatus(repository))).toEqual(['done']);
  expect((await planex(repository, ['retry', 'tea#1'])).stderr).toContain('is done');
  await planexOk(repository, 'undo', 'tea#1');
  expect(standings(await readStatus(repository))).toEqual(['waiting: removed-by-user']);
  expect(standings((await settle(repository)).status)).toEqual(['waiting: removed-by-user']);
  expect(readEventLog(repository).filter(({ type }) => type === 'task:landed')).toHaveLength(1);
});
