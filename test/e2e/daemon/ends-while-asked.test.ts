import { describe, expect, it } from 'vitest';
import { startDyingDaemon } from '../../support/dying-daemon.ts';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { expectNothingLeft, planex, planexOk, readStatus, waitForStatus } from '../../support/planex.ts';
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

  it.each(['start', 'run'])('and lets its runs end first is waited for by planex %s', async (command) => {
    const repository = makeRepository();
    const gate = makeGate();
    const daemon = spawnPlanex(repository, ['start', '--foreground']);
    await daemon.says(/planex \S+ started in/);
    writePlan(repository, 'tea', [{ files: ['a.txt'], commands: [`${gate.wait} && echo a > a.txt`] }]);
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
    await spawnPlanex(repository, ['stop']).says(/waiting for what is under way/);
    writePlan(repository, 'cup', [writes('b.txt')]);
    const after = spawnPlanex(repository, command === 'run' ? ['run', 'cup'] : ['start']);
    await after.says(/^waiting for planex \(pid \d+\) to end$/m);
    await gate.pass();
    expect(await after.ended(), after.output()).toBe(0);
    expect(await daemon.ended()).toBe(0);
    await waitForStatus(repository, ({ tasks }) => tasks.every(({ status }) => status === 'done'));
    if (command === 'start') await planexOk(repository, 'stop');
    else expect(after.output()).toMatch(/^EXEC_DONE:cup$/m);
    await expectNothingLeft(repository);
  });

  it.each(['stop', 'SIGTERM'] as const)(
    'and lets its runs end first (%s) is waited for by planex once, which then does the rest',
    async (how) => {
      const repository = makeRepository();
      const gate = makeGate();
      const daemon = spawnPlanex(repository, ['start', '--foreground']);
      await daemon.says(/planex \S+ started in/);
      writePlan(repository, 'tea', [
        { files: ['a.txt'], commands: [`${gate.wait} && echo a > a.txt`] },
        { ...writes('b.txt'), dependsOn: '1' },
      ]);
      await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
      if (how === 'stop') await spawnPlanex(repository, ['stop']).says(/waiting for what is under way/);
      else daemon.signal('SIGTERM');
      if (how === 'SIGTERM') await daemon.says(/stopping: letting runs end/);
      const once = spawnPlanex(repository, ['once']);
      await once.says(/^waiting for planex \(pid \d+\) to end$/m);
      await gate.pass();
      expect(await once.ended(), once.output()).toBe(0);
      expect(await daemon.ended()).toBe(0);
      expect(once.output()).toMatch(/^EXEC_DONE:tea$/m);
      expect(once.output()).toContain('\n2 done\n');
      await expectNothingLeft(repository);
    },
  );
});
