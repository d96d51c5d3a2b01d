import { beforeEach, describe, expect, it } from 'vitest';
import { planText, writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-shared.md';
const TASK = 'docs/plans/2026-11-20-shared#1';
const TASKS = [writes('one.txt'), writes('two.txt'), writes('three.txt')];

describe('a committed plan of the user whose first task is undone', () => {
  let repository: TestRepository;

  beforeEach(async () => {
    repository = makeRepository();
    await settle(repository);
    repository.commit({ [PLAN]: planText(TASKS.slice(0, 2)) });
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  });

  it('is held until it is retried, and needs no trust', async () => {
    await planexOk(repository, 'undo', TASK);
    expect(standings((await settle(repository)).status)).toEqual(['waiting: removed-by-user', 'done']);
    await planexOk(repository, 'retry', TASK);
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
    expect(repository.read('one.txt')).toBe('one.txt\n');
  });

  it('is done again when the user mends it, without a commit of theirs', async () => {
    await planexOk(repository, 'undo', TASK);
    repository.write(PLAN, repository.read(PLAN).replace('echo one.txt', 'echo mended'));
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
    expect(repository.read('one.txt')).toBe('mended\n');
  });

  it('does not stop another task that the user adds', async () => {
    await planexOk(repository, 'undo', TASK);
    const third = planText(TASKS).replace(/^[^]*(?=### Task 3)/, '\n');
    repository.write(PLAN, repository.read(PLAN) + third);
    expect(standings((await settle(repository)).status)).toEqual([
      'waiting: removed-by-user',
      'done',
      'done',
    ]);
  });

  it('waits for trust when that was revoked before', async () => {
    await planexOk(repository, 'trust', '--revoke', PLAN);
    await planexOk(repository, 'undo', TASK);
    expect(standings((await settle(repository)).status)).toEqual(['waiting: not-admitted', 'done']);
  });
});
