import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planex, planexOk, recordsFolder, settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';
import { pathsOf, TEA, TEA_TASK, writeTea } from '../../support/tolerant-plan.ts';

/** A plan that keeps no decisions, whose one task passes a tolerance. */
function makeTea(): TestRepository {
  const repository = makeRepository();
  writeTea(
    repository,
    [{ commands: ['echo x > x.txt; echo y > y.txt'] }],
    ['Stop if more than 1 file changes.'],
  );
  const text = repository.read(TEA);
  repository.write(TEA, text.slice(0, text.indexOf('## Decision Log')));
  return repository;
}

async function makeDead(point: string): Promise<TestRepository> {
  const repository = makeTea();
  const { code } = await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: point } });
  expect(code).toBe(128);
  return repository;
}

function edit(repository: TestRepository, from: string, to: string): void {
  const text = repository.read(TEA);
  expect(text).toContain(from);
  repository.write(TEA, text.replace(from, to).replace('# A plan\n', '# A plan\n\nMended by hand.\n'));
}

function listLeft(repository: TestRepository): string[] {
  return readdirSync(recordsFolder(repository)).filter((name) => name.startsWith('.planex-'));
}

describe('killed when it has set a plan to BLOCKED, which a person edits before the next start', () => {
  it.each([
    ['in that instant', 'replace-file:renamed'],
    ['before that is on record', 'block-plan:written'],
    ['when it is on record', 'block-plan:recorded'],
  ])('planex takes that out for an answer: %s', async (_, point) => {
    const repository = await makeDead(point);
    edit(repository, 'Status: BLOCKED', 'Status: BLOCKED');
    expect(standings((await settle(repository)).status)).toEqual(['waiting: breach']);
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(repository.read(TEA)).toContain('Status: IN PROGRESS');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(pathsOf(repository, 'HEAD')).toEqual(['x.txt', 'y.txt']);
    expect(listLeft(repository)).toEqual([]);
  });

  it('planex takes that out for an answer that comes first', async () => {
    const repository = await makeDead('replace-file:renamed');
    edit(repository, 'Status: BLOCKED', 'Status: BLOCKED');
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(repository.read(TEA)).toContain('Status: IN PROGRESS');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
  });

  it('a BLOCKED in other words is theirs', async () => {
    const repository = await makeDead('replace-file:renamed');
    edit(repository, 'Status: BLOCKED', 'Status: BLOCKED (Ada is asked)');
    await settle(repository);
    const said = await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(said).toContain('it does not run now: the plan says BLOCKED');
    expect(repository.read(TEA)).toContain('Status: BLOCKED (Ada is asked)');
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
  });

  it('a Status that they have set to something else is kept', async () => {
    const repository = await makeDead('replace-file:renamed');
    edit(repository, 'Status: BLOCKED', 'Status: DRAFT');
    await settle(repository);
    edit(repository, 'Status: DRAFT', 'Status: BLOCKED');
    await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(repository.read(TEA)).toContain('Status: BLOCKED');
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
  });
});

describe('killed before it has set a plan to BLOCKED, planex takes no BLOCKED for its own that a person sets', () => {
  it.each(['replace-file:written', 'replace-file:held', 'replace-file:compared'])('at %s', async (point) => {
    const repository = await makeDead(point);
    edit(repository, 'Status: APPROVED', 'Status: BLOCKED');
    await settle(repository);
    const said = await planexOk(repository, 'resolve', TEA_TASK, '--option', '1');
    expect(said).toContain('it does not run now: the plan says BLOCKED');
    expect(repository.read(TEA)).toContain('Status: BLOCKED');
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1');
    expect(listLeft(repository)).toEqual([]);
  });
});
