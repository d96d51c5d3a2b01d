import { describe, expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planex, planexOk, startDaemon } from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { makeRepository } from '../../support/repository.ts';

describe('logs', () => {
  it('tells what happened, with report lines alone on a line', async () => {
    const repository = makeRepository();
    writePlan(repository, 'good', [writes('good.txt')]);
    writePlan(repository, 'bad', [{ files: ['bad.txt'], commands: ['exit 1'] }]);
    await planex(repository, ['once']);
    const shown = await planexOk(repository, 'logs');
    expect(shown).toMatch(/^\d\d:\d\d:\d\d \[executor\] docs\/plans\/2026-11-20-good#1: /m);
    expect(shown).toMatch(/^EXEC_DONE:good$/m);
    expect(shown).toMatch(/^EXEC_FAILED:bad:shell_failed$/m);
    const some = (await planexOk(repository, 'logs', '-n', '2')).trimEnd();
    expect(shown.trimEnd().endsWith(some)).toBe(true);
    expect(some.split('\n').filter((line) => /^\d\d:/.test(line))).toHaveLength(2);
  });

  it('say so when there is nothing to tell', async () => {
    const repository = makeRepository();
    expect(await planexOk(repository, 'logs')).toBe('nothing has happened here yet\n');
    writePlan(repository, 'good', [writes('good.txt')]);
    expect(await planexOk(repository, 'logs', 'good#1')).toMatch(/^nothing has happened to \S+good#1 yet$/m);
  });

  it('of one task are its events and what its last run printed, in the order of the steps', async () => {
    const repository = makeRepository();
    writePlan(repository, 'good', [
      { files: ['good.txt'], commands: ['echo at work && echo x > good.txt'], verify: ['echo all is well'] },
    ]);
    writePlan(repository, 'other', [writes('other.txt')]);
    await planexOk(repository, 'once');
    const shown = await planexOk(repository, 'logs', 'good#1');
    expect(shown).not.toContain('other#1');
    expect(shown).toMatch(
      /good#1 landed as [\s\S]*── output\.log ──[\s\S]*at work[\s\S]*── [\s\S]*all is well/,
    );
  });

  it('what a program printed cannot steer the terminal', async () => {
    const repository = makeRepository();
    writePlan(repository, 'loud', [
      { files: ['loud.txt'], commands: ["printf 'a\\033[2Jb\\r\\007c\\n' && echo x > loud.txt"] },
    ]);
    await planexOk(repository, 'once');
    const shown = await planexOk(repository, 'logs', 'loud#1');
    expect(shown).toMatch(/^ {2}ab\n {3}c$/m);
    expect(shown).not.toMatch(/[^\P{Cc}\n\t]/u);
  });

  it('what a program printed is not taken for what planex says', async () => {
    const repository = makeRepository();
    const said = 'EXEC_DONE:other';
    writePlan(repository, 'boast', [
      { files: ['boast.txt'], commands: [`printf '${said}\\n\\n── check ──\\n' && echo x > boast.txt`] },
    ]);
    await planexOk(repository, 'once');
    const shown = (await planexOk(repository, 'logs', 'boast#1')).split('\n');
    expect(shown).toEqual(expect.arrayContaining([`  ${said}`, '', '  ── check ──']));
    expect(shown.filter((line) => line.startsWith('EXEC_'))).toEqual([]);
  });

  it('-f goes on with what happens, loses nothing, and ends on Ctrl-C', async () => {
    const repository = makeRepository();
    const gate = makeGate();
    await startDaemon(repository);
    const following = spawnPlanex(repository, ['logs', '-f']);
    writePlan(repository, 'gated', [{ files: ['x.txt'], commands: [`${gate.wait} && echo x > x.txt`] }]);
    await following.says(/executing/);
    await gate.pass();
    await following.says(/^EXEC_DONE:gated$/m);
    following.signal('SIGINT');
    expect(await following.ended()).toBe(0);
    expect(following.output()).toBe(await planexOk(repository, 'logs'));
  });

  it('-f ends when nobody reads it any more', async () => {
    const repository = makeRepository();
    writePlan(repository, 'a', [writes('a.txt')]);
    await planexOk(repository, 'once');
    const following = spawnPlanex(repository, ['logs', '-f']);
    await following.says(/landed as/);
    following.leave();
    writePlan(repository, 'b', [writes('b.txt')]);
    await planexOk(repository, 'once');
    expect(await following.ended()).toBe(0);
  });
});
