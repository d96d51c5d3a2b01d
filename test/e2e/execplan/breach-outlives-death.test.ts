import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planex, planexOk, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { pathsOf, TEA, TEA_TASK, writeTea } from '../../support/tolerant-plan.ts';

const told = (repository: TestRepository): string => join(repository.path, '.git/told');

function makeTea(): TestRepository {
  const repository = makeRepository();
  const command = ['sh', '-c', `cat >> "${told(repository)}"`];
  repository.write('.planexrc', JSON.stringify({ notify: { command } }));
  writeTea(
    repository,
    [{ commands: ['echo x > x.txt; echo y > y.txt'] }],
    ['Stop if more than 1 file changes.'],
  );
  return repository;
}

function countIn(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe('killed while a run is stopped, planex tells of it and writes it down once, and lands nothing', () => {
  it.each([
    ['when it has written into the plan', 'replace-file:renamed', [1]],
    ['when the work is kept', 'run-refs:kept', [1]],
    // The run is over: a look may have begun to tell of it.
    ['when the work tree is free', 'workspace-claims:dropped', [1, 2]],
    ['before somebody is told', 'process-input:unnamed', [1]],
    // Who dies at that very moment leaves the telling to the next: twice is better than never.
    ['after somebody was told', 'run-process:ended#2', [2]],
  ])('%s', async (_, point, toldTimes) => {
    const repository = makeTea();
    const { code } = await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: point } });
    expect(code).toBe(128);
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    const plan = repository.read(TEA);
    expect(plan).toContain('Status: BLOCKED');
    expect(countIn(plan, 'Decision: Stop task')).toBe(1);
    expect(toldTimes).toContain(readFileSync(told(repository), 'utf8').trim().split('\n').length);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
  });
});

/** Where a death leaves the breach on record and its run open. */
const BETWEEN: [string, string][] = [
  ['before the plan is written', 'replace-file:compared'],
  ['when the plan says BLOCKED', 'replace-file:renamed'],
  ['when it is recorded that planex has written that', 'workspace-snapshot:committed'],
];

describe('killed before the run of a breach is ended, planex counts it once, and its BLOCKED stays its own', () => {
  it.each(BETWEEN)('%s: the answer takes it out', async (_, point) => {
    const repository = makeTea();
    expect((await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: point } })).code).toBe(128);
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['waiting: breach']);
    expect(status.tasks[0]?.attempts).toBe(1);
    expect(repository.read(TEA)).toContain('Status: BLOCKED');
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(repository.read(TEA)).toContain('Status: IN PROGRESS');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(pathsOf(repository, 'HEAD')).toEqual(['x.txt', 'y.txt']);
  });

  it.each(BETWEEN)('%s: other limits take it out', async (_, point) => {
    const repository = makeTea();
    await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: point } });
    await settle(repository);
    repository.write(TEA, repository.read(TEA).replace('more than 1 file', 'more than 2 files'));
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(repository.read(TEA)).toContain('Status: IN PROGRESS');
  });

  it('where the run had not come to its end either', async () => {
    const repository = makeRepository();
    writeTea(repository, [{ commands: ['exit 1'] }], ['Stop after 1 attempt that fails.']);
    await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: 'replace-file:renamed' } });
    const { status } = await settle(repository);
    expect(standings(status)).toEqual(['waiting: breach']);
    expect(status.tasks[0]?.attempts).toBe(1);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '3');
    expect(repository.read(TEA)).toContain('Status: IN PROGRESS');
  });

  it('where the plan keeps no decisions', async () => {
    const repository = makeTea();
    const text = repository.read(TEA);
    repository.write(TEA, text.slice(0, text.indexOf('## Decision Log')));
    await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: 'replace-file:renamed' } });
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '2');
    expect(repository.read(TEA)).toContain('Status: IN PROGRESS');
  });
});

describe('killed while it stops a run, planex takes nothing for its own that a person writes then', () => {
  it('a BLOCKED outlasts the answer', async () => {
    const repository = makeTea();
    await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: 'replace-file:compared' } });
    repository.write(TEA, repository.read(TEA).replace('Status: APPROVED', 'Status: BLOCKED'));
    await settle(repository);
    const said = await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(said).toContain('it does not run now: the plan says BLOCKED');
    expect(repository.read(TEA)).toContain('Status: BLOCKED');
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
  });

  it('a BLOCKED that comes after its run was ended outlasts the answer, too', async () => {
    const repository = makeTea();
    await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: 'replace-file:compared' } });
    repository.write(TEA, repository.read(TEA).replace('Status: APPROVED', 'Status: DRAFT'));
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    repository.write(TEA, repository.read(TEA).replace('Status: DRAFT', 'Status: BLOCKED'));
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(repository.read(TEA)).toContain('Status: BLOCKED');
  });

  it('a BLOCKED outlasts the answer, also when the answer comes first', async () => {
    const repository = makeTea();
    await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: 'replace-file:compared' } });
    repository.write(TEA, repository.read(TEA).replace('Status: APPROVED', 'Status: BLOCKED'));
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(repository.read(TEA)).toContain('Status: BLOCKED');
  });
});

describe('killed while an answer is taken, planex takes it again, and the work lands once', () => {
  it.each([
    ['before anything', 'lock-succession:linked'],
    ['when the Status of the plan bears on it no more', 'durable-file:renamed#1'],
    ['when the log has it', 'replace-file:renamed#1'],
    ['when the plan is IN PROGRESS again', 'replace-file:renamed#2'],
    ['when it is remembered', 'durable-file:renamed#6'],
  ])('%s', async (_, point) => {
    const answer = ['resolve', TEA_TASK, '--option', '1'];
    const repository = makeTea();
    await settle(repository);
    const { code } = await planex(repository, answer, { env: { PLANEX_FAULT_POINT: point } });
    expect(code).toBe(128);
    const [standing] = standings((await settle(repository)).status);
    if (standing === 'waiting: breach') {
      await planexOk(repository, ...answer);
      await settle(repository);
    }
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    const plan = repository.read(TEA);
    expect(plan).toContain('Status: IN PROGRESS');
    expect(countIn(plan, 'Decision: Task 1: accept')).toBe(1);
    expect(pathsOf(repository, 'HEAD')).toEqual(['x.txt', 'y.txt']);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  });
});

describe('killed after its commit, of which a hook has put in what is protected, the run lands nothing', () => {
  const makeProtected = (): TestRepository => {
    const repository = makeRepository();
    repository.write('.planexrc', JSON.stringify({ tolerances: { protectedPaths: ['auth/**'] } }));
    const hook = '#!/bin/sh\nmkdir -p auth; echo x > auth/key.txt; git add auth/key.txt\n';
    writeFileSync(join(repository.path, '.git/hooks/pre-commit'), hook, { mode: 0o755 });
    writeTea(repository, [{ commands: ['echo x > x.txt'] }], []);
    return repository;
  };
  /** Which writes of records come after the commit is kept, counted from the start. */
  const countWrites = async (): Promise<number> => {
    const trace = join(makeFolder(), 'trace');
    await planex(makeProtected(), ['once'], { env: { PLANEX_FAULT_TRACE: trace } });
    const passed = readFileSync(trace, 'utf8').split('\n');
    return passed.slice(0, passed.indexOf('run-refs:kept')).filter((point) => point === WRITTEN).length;
  };
  const WRITTEN = 'durable-file:renamed';

  it.each([1, 2, 3])('with write %i after it', async (nth) => {
    const point = `${WRITTEN}#${(await countWrites()) + nth}`;
    const repository = makeProtected();
    const { code } = await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: point } });
    expect(code).toBe(128);
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
  });
});
