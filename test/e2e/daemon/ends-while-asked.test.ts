import { describe, expect, it } from 'vitest';
import { startDyingDaemon } from '../../support/dying-daemon.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planex, planexOk, readStatus } from '../../support/planex.ts';
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
