import { expect, it } from 'vitest';
import { planex, planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { pathsOf, TEA, TEA_TASK, writeTea } from '../../support/tolerant-plan.ts';

const TWO_FILES = { commands: ['echo x > x.txt; echo y > y.txt'] };

function set(repository: TestRepository, from: string, to: string): void {
  repository.write(TEA, repository.read(TEA).replace(from, to));
}

it('a BLOCKED of your own stays when limits change by which a task was stopped that left the plan as it was', async () => {
  const repository = makeRepository();
  const limit = (paths: string[]) => JSON.stringify({ tolerances: { highBlastRadius: paths } });
  repository.write('.planexrc', limit(['auth/**']));
  writeTea(repository, [{ commands: ['mkdir auth; echo in > auth/login.txt'] }], ['Ambiguity: ask.']);
  await settle(repository);
  expect(repository.read(TEA)).toContain('Status: APPROVED');
  set(repository, 'Status: APPROVED', 'Status: BLOCKED');
  repository.write('.planexrc', limit([]));

  const { status } = await settle(repository);

  expect(standings(status)).toEqual(['waiting: clarification']);
  expect(status.tasks[0]?.reason?.message).toBe('the plan says BLOCKED');
  expect(repository.read(TEA)).toContain('Status: BLOCKED');
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
  set(repository, 'Status: BLOCKED', 'Status: IN PROGRESS');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});

it('a BLOCKED of your own outlasts the answer to what stopped a task before the plan was approved again', async () => {
  const repository = makeRepository();
  writeTea(repository, [TWO_FILES], ['Stop if more than 1 file changes.']);
  await settle(repository);
  await planexOk(repository, 'reject', TEA);
  await planexOk(repository, 'approve', TEA);
  set(repository, 'Status: APPROVED', 'Status: BLOCKED');

  const said = await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');

  expect(said).toContain('it does not run now: the plan says BLOCKED');
  expect(repository.read(TEA)).toContain('Status: BLOCKED');
  expect(standings((await settle(repository)).status)).toEqual(['waiting: clarification']);
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
});

it('a BLOCKED of planex’s own is taken out after it died at that, once other limits let the task go on', async () => {
  const repository = makeRepository();
  writeTea(repository, [TWO_FILES], ['Stop if more than 1 file changes.']);
  await settle(repository);
  set(repository, 'more than 1 file', 'more than 2 files');
  const { code } = await planex(repository, ['once'], {
    env: { PLANEX_FAULT_POINT: 'replace-file:compared' },
  });
  expect(code).toBe(128);
  expect(repository.read(TEA)).toContain('Status: BLOCKED');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.read(TEA)).toContain('Status: IN PROGRESS');
  expect(pathsOf(repository, 'HEAD')).toEqual(['x.txt', 'y.txt']);
});

it('an answer that cannot take the BLOCKED of planex’s own out is none, and the next takes it out', async () => {
  const repository = makeRepository();
  writeTea(repository, [TWO_FILES], ['Stop if more than 1 file changes.']);
  await settle(repository);
  const many = 'Status: BLOCKED\n'.repeat(6);
  set(repository, 'Status: BLOCKED\n', many);
  const { code, stderr } = await planex(repository, ['resolve', TEA_TASK, '--option', '1']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('cannot take the BLOCKED out'),
  });
  expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
  set(repository, many, 'Status: BLOCKED\n');
  await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
  expect(repository.read(TEA)).toContain('Status: IN PROGRESS');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});
