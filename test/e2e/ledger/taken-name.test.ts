import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planText, writePlan, writes } from '../../support/plan.ts';
import { planex, planexOk, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

const A = 'docs/plans/2026-11-20-a.md';
const B = 'docs/plans/2026-11-20-b.md';
const ARCHIVED = 'docs/plans/2026-11-20-archived.md';

interface Scene {
  repository: TestRepository;
  /** What has run, in order. */
  ran: () => string;
  /** A task that says in `ran` that it runs. */
  tells: (what: string, ...commands: string[]) => ReturnType<typeof writes>;
}

function makeScene(): Scene {
  const repository = makeRepository();
  const log = join(makeFolder(), 'ran');
  const tells: Scene['tells'] = (what, ...commands) => ({
    ...writes(`${what}.txt`),
    commands: [`echo ${what} >> ${log}`, ...commands, `echo ${what} > ${what}.txt`],
  });
  return { repository, tells, ran: () => readIfThere(log) };
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim().replaceAll('\n', ' ');
  } catch {
    return '';
  }
}

function move(repository: TestRepository, from: string, to: string): void {
  renameSync(join(repository.path, from), join(repository.path, to));
}

/** Rejects plan A, and cancels the task of plan B. */
async function makeHeld(scene: Scene): Promise<void> {
  const { repository, tells } = scene;
  writePlan(repository, 'a', [tells('rejected')]);
  writePlan(repository, 'b', [tells('cancelled')]);
  await planexOk(repository, 'reject', A, '--why', 'no');
  await planexOk(repository, 'cancel', 'docs/plans/2026-11-20-b#1');
  expect(standings((await settle(repository)).status)).toEqual(['waiting: approval', 'cancelled: cancelled']);
}

function swap(repository: TestRepository): void {
  move(repository, A, 'aside');
  move(repository, B, A);
  move(repository, 'aside', B);
}

describe('a plan is put away and another takes its name in the same look', () => {
  it.each<[string, string, string, (repository: TestRepository) => Promise<unknown>]>([
    ['rejected', 'waiting: approval', '', (repository) => planexOk(repository, 'reject', A, '--why', 'no')],
    [
      'cancelled',
      'cancelled: cancelled',
      '',
      (repository) => planexOk(repository, 'cancel', `${A.slice(0, -3)}#1`),
    ],
    ['failed', 'failed: internal', 'first ', (repository) => settle(repository)],
  ])('%s, it stays so, and the other is a new plan', async (_name, standing, before, hold) => {
    const { repository, tells, ran } = makeScene();
    writePlan(repository, 'a', [tells('first', 'false')]);
    await hold(repository);
    move(repository, A, ARCHIVED);
    writePlan(repository, 'a', [tells('second')]);
    expect(standings((await settle(repository)).status)).toEqual(['done', standing]);
    expect(ran()).toBe(`${before}second`);
    expect(standings((await settle(repository)).status)).toEqual(['done', standing]);
  });
});

it('a plan that takes the name later is a new one', async () => {
  const { repository, tells, ran } = makeScene();
  writePlan(repository, 'a', [tells('first')]);
  await planexOk(repository, 'reject', A, '--why', 'no');
  move(repository, A, ARCHIVED);
  await settle(repository);
  writePlan(repository, 'a', [tells('second')]);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'waiting: approval']);
  expect(ran()).toBe('second');
});

it('an edit beside a copy of what was there is an edit: what holds it holds both', async () => {
  const { repository, tells, ran } = makeScene();
  writePlan(repository, 'a', [tells('first')]);
  await planexOk(repository, 'cancel', `${A.slice(0, -3)}#1`);
  await settle(repository);
  repository.write(ARCHIVED, repository.read(A));
  repository.write(A, repository.read(A).replace('# a', '# Another title'));
  const held = ['cancelled: cancelled', 'cancelled: cancelled'];
  expect(standings((await settle(repository)).status)).toEqual(held);
  expect(standings((await settle(repository)).status)).toEqual(held);
  expect(ran()).toBe('');
});

it.each([
  undefined,
  'call-ledger:synced',
  'renames:noted',
  'renames:record',
  'renames:record#2',
  'renames:carried',
])('two plans that change names keep what was said of them, killed at %s', async (point) => {
  const scene = makeScene();
  const { repository, ran } = scene;
  await makeHeld(scene);
  swap(repository);
  if (point !== undefined) {
    const killed = await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: point } });
    expect(killed.stderr).toContain('SIGKILL');
  }
  const held = ['cancelled: cancelled', 'waiting: approval'];
  expect(standings((await settle(repository)).status)).toEqual(held);
  swap(repository);
  expect(standings((await settle(repository)).status)).toEqual(held.toReversed());
  expect(ran()).toBe('');
});

it.each(['renames:noted', 'renames:record', 'renames:record#2'])(
  'a plan whose rename was cut off at %s, and that was renamed again, keeps what was said of it',
  async (point) => {
    const { repository, tells, ran } = makeScene();
    writePlan(repository, 'a', [tells('first')]);
    await planexOk(repository, 'cancel', `${A.slice(0, -3)}#1`);
    expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
    move(repository, A, B);
    const killed = await planex(repository, ['once'], { env: { PLANEX_FAULT_POINT: point } });
    expect(killed.stderr).toContain('SIGKILL');
    move(repository, B, ARCHIVED);
    expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
    expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
    expect(ran()).toBe('');
  },
);

it('what calls two plans had goes with them when they change names', async () => {
  const repository = makeRepository();
  const mine = { command: ['sh', '-c', 'cat > /dev/null; exit 1'] };
  repository.write('.planexrc', JSON.stringify({ executors: { mine }, budget: { plan: { calls: 1 } } }));
  const failing = (file: string): string => planText([{ backend: 'mine', files: [file] }], { title: file });
  repository.write(A, failing('a.txt'));
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal']);
  repository.write(B, planText([writes('b.txt')], { title: 'b' }));
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal', 'done']);
  swap(repository);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'failed: internal']);
  await planexOk(repository, 'retry', `${B.slice(0, -3)}#1`);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'waiting: budget']);
});
