import { describe, expect, it } from 'vitest';
import { startDyingDaemon } from '../../support/dying-daemon.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { expectNothingLeft, planex, planexOk, readStatus } from '../../support/planex.ts';
import { makeGate } from '../../support/gate.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { makeRepository } from '../../support/repository.ts';

describe('a daemon that ends while it is asked', () => {
  it.each([true, false])('is no reason to tell no status (a planex once: %j)', async (passing) => {
    const repository = makeRepository();
    await startDyingDaemon(repository, passing);
    expect((await readStatus(repository)).daemon.running).toBe(false);
  });

  it('has stopped, as it was asked to', async () => {
    const repository = makeRepository();
    await startDyingDaemon(repository, false);
    expect(await planexOk(repository, 'stop')).toBe('planex has stopped\n');
  });

  it('leaves the work to the planex once that asked it, when it was one itself', async () => {
    const repository = makeRepository();
    writePlan(repository, 'a', [writes('a.txt')]);
    await startDyingDaemon(repository, true);
    expect(await planexOk(repository, 'once')).toContain('EXEC_DONE:a');
  });

  it.each([['once'], ['pause']])('may have done it or not, and planex %s says so', async (command) => {
    const repository = makeRepository();
    await startDyingDaemon(repository, false);
    expect(await planex(repository, [command])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ended before it had answered'),
    });
  });
});

it('a planex once goes on with the work of another one that was interrupted', async () => {
  const repository = makeRepository();
  const gate = makeGate();
  writePlan(repository, 'a', [{ files: ['a.txt'], commands: [gate.wait, 'touch a.txt'] }]);
  const first = spawnPlanex(repository, ['once']);
  await first.says(/a#1: executing/);
  const second = spawnPlanex(repository, ['once']);
  // It tells what it has heard since it began to wait for the first one.
  repository.write('docs/issues/bad.json', '{');
  await second.says(/docs\/issues\/bad\.json/);
  first.signal('SIGINT');
  expect(await first.ended()).not.toBe(0);
  await gate.pass();
  expect(await second.ended(), second.output()).toBe(1);
  expect(second.output()).toContain('EXEC_DONE:a');
  expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  await expectNothingLeft(repository);
});
