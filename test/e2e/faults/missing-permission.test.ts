import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { StatusView } from '../../../src/daemon/look/status-view.ts';
import { canBeOther, makeOtherUser, type OtherUser } from '../../support/other-user.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { findProcesses, readEventLog, recordsFolder, standings } from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';

const NOTHING = 0;
const READ_ONLY = 0o500;

/** One task done, one cancelled, one to do. */
function makeScene(): OtherUser & { records: string } {
  const user = makeOtherUser();
  const { ids } = writePlan(user.repository, 'a', [writes('a.txt'), writes('b.txt')]);
  expect(user.planex('cancel', ids[1] ?? '').code).toBe(0);
  expect(user.planex('once').code).toBe(0);
  writePlan(user.repository, 'c', [writes('c.txt')]);
  return { ...user, records: recordsFolder(user.repository) };
}

/** With these permissions nothing is started and each command says what is the matter; then all is as before. */
function expectWait({ repository, planex }: OtherUser, place: string, mode: number): void {
  const head = repository.git('rev-parse', 'HEAD');
  const before = statSync(place).mode;
  chmodSync(place, mode);
  const once = planex('once');
  const status: StatusView = JSON.parse(planex('status', '--json').stdout);
  chmodSync(place, before);
  expect([1, 2], place).toContain(once.code);
  expect(once.stdout + once.stderr, place).toContain('the permission is missing');
  expect(once.stdout + once.stderr, place).toContain(place);
  expect(standings(status)[2], place).toBe('waiting: internal');
  const message = expect.stringContaining('the permission is missing');
  expect(status.troubles, place).toEqual([{ kind: 'storage', message }]);
  expect(repository.git('rev-parse', 'HEAD'), place).toBe(head);
  expect(findProcesses(repository), place).toEqual([]);
}

function expectDone({ repository, planex }: OtherUser): void {
  const status: StatusView = JSON.parse(planex('once', '--json').stdout);
  expect(status.tasks.map((task) => task.status)).toEqual(['done', 'cancelled', 'done']);
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('3');
}

it.runIf(canBeOther)('what may not be read is not taken for empty', () => {
  const scene = makeScene();
  const artifacts = join(scene.records, 'artifacts');
  const places = [
    join(artifacts, readdirSync(artifacts).find((name) => name.endsWith('.json')) ?? ''),
    ...['open', 'calls'].map((name) => join(scene.records, name)),
  ];
  for (const place of places) expectWait(scene, place, NOTHING);
  expectDone(scene);
});

it.runIf(canBeOther)('a log that may not be read is not called empty', () => {
  const { records, planex } = makeScene();
  chmodSync(records, NOTHING);
  const logs = planex('logs');
  chmodSync(records, 0o700);
  expect(logs).toMatchObject({ code: 2, stdout: '' });
  expect(logs.stderr).toContain(`planex cannot read ${records}/events`);
  expect(logs.stderr).toContain('the permission is missing');
  expect(planex('logs').stdout).toContain('landed as');
});

it.runIf(canBeOther)('where nothing may be written nothing is begun, and it goes on once it may', () => {
  const scene = makeScene();
  const places = [
    scene.records,
    join(scene.records, 'runs'),
    ...['.git/objects', '.git/refs/heads', '.git', ''].map((name) => join(scene.repository.path, name)),
  ];
  for (const place of places) expectWait(scene, place, READ_ONLY);
  expectDone(scene);
});

it.runIf(canBeOther)(
  'where plans cannot be looked at all waits, the folder is named, and it goes on',
  async () => {
    const { repository, planex } = makeOtherUser();
    writePlan(repository, 'a', [writes('a.txt')]);
    const plans = join(repository.path, 'docs/plans');
    const readStatus = (): StatusView => JSON.parse(planex('status', '--json').stdout);
    const trouble = {
      kind: 'storage',
      message: expect.stringContaining(`planex cannot read ${plans}: the permission is missing`),
    };
    chmodSync(plans, NOTHING);
    expect(readStatus()).toMatchObject({ artifacts: [], troubles: [trouble] });
    expect(planex('start').code).toBe(0);
    onTestFinished(() => void planex('stop', '--now'));
    expect(readStatus()).toMatchObject({ daemon: { running: true }, troubles: [trouble] });

    chmodSync(plans, 0o755);
    await waitUntil(() => standings(readStatus()).join() === 'done', 'the plan is found');
    expect(readStatus().troubles).toBeUndefined();

    chmodSync(plans, NOTHING);
    await waitUntil(() => readStatus().troubles !== undefined, 'the daemon has seen it');
    expect(readStatus()).toMatchObject({ tasks: [{ status: 'done' }], troubles: [trouble] });
    chmodSync(plans, 0o755);
    await waitUntil(() => readStatus().troubles === undefined, 'it goes on');
    expect(readEventLog(repository).map(({ type }) => type)).not.toContain('daemon:erred');
  },
);
