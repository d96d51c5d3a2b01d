import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planex, planexOk, readStatus, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-';

describe('why', () => {
  it('explains where a task stands, found by the end of its id', async () => {
    const repository = makeRepository();
    writePlan(repository, 'login', [{ files: ['a.txt'], commands: ['exit 1'] }, writes('b.txt')]);
    await planex(repository, ['once']);
    const shown = await planexOk(repository, 'why', 'login#2');
    expect(shown).toContain(`${PLAN}login#2: Write b.txt\n`);
    expect(shown).toMatch(/^ {2}stated at {3}docs\/plans\/2026-11-20-login\.md:\d+$/m);
    expect(shown).toMatch(/^ {2}status {6}blocked$/m);
    expect(shown).toContain(`comes after ${PLAN}login#1 (failed)`);
    expect(shown).toContain('  command     echo b.txt > b.txt');
    const explanation = JSON.parse(await planexOk(repository, 'why', 'login#1', '--json'));
    expect(explanation).toMatchObject({
      status: 'failed',
      attempts: 1,
      admitted: true,
      digest: expect.any(String),
    });
    expect(existsSync(explanation.runFolder)).toBe(true);
  });
});

describe('retry', () => {
  it('puts a failed task back into the queue, without and with a daemon', async () => {
    const repository = makeRepository();
    const switchFile = join(makeFolder(), 'on');
    writePlan(repository, 'flaky', [{ files: ['x.txt'], commands: [`cat ${switchFile} > x.txt`] }]);
    expect(await planex(repository, ['once'])).toMatchObject({ code: 1 });
    expect(await planexOk(repository, 'retry', 'flaky#1')).toBe(`${PLAN}flaky#1 is back in the queue\n`);
    expect(taskOf(await readStatus(repository), 'flaky#1')).toMatchObject({ status: 'pending' });
    await startDaemon(repository);
    await waitForStatus(repository, (now) => taskOf(now, 'flaky#1').status === 'failed');
    await planexOk(repository, 'pause');
    await planexOk(repository, 'retry', 'flaky#1');
    expect(taskOf(await readStatus(repository), 'flaky#1')).toMatchObject({
      status: 'waiting',
      reason: { code: 'paused' },
    });
  });

  it('refuses when there is nothing to retry', async () => {
    const repository = makeRepository();
    writePlan(repository, 'done', [writes('x.txt')]);
    writePlan(repository, 'draft', [writes('y.txt')], { status: 'DRAFT' });
    await planex(repository, ['once']);
    const done = await planex(repository, ['retry', 'done#1']);
    expect(done).toMatchObject({ code: 2, stdout: '' });
    expect(done.stderr).toContain(`planex: ${PLAN}done#1 is done: there is nothing to retry\n  do: `);
    const draft = await planex(repository, ['retry', 'draft#1']);
    expect(draft).toMatchObject({ code: 2, stderr: expect.stringContaining('do: planex approve ') });
  });
});

describe('cancel', () => {
  it('ends the run of a task and holds it; retry lets it go on', async () => {
    const repository = makeRepository();
    const gate = makeGate();
    writePlan(repository, 'gated', [{ files: ['x.txt'], commands: [`${gate.wait} && echo x > x.txt`] }]);
    await startDaemon(repository);
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
    expect(await planexOk(repository, 'cancel', 'gated#1')).toBe(
      `${PLAN}gated#1 was running; its run is ended and the task is held\n`,
    );
    const [task] = (await readStatus(repository)).tasks;
    expect(task).toMatchObject({
      status: 'cancelled',
      reason: { code: 'cancelled', action: expect.stringMatching(/^planex retry /) },
    });
    await planexOk(repository, 'retry', 'gated#1');
    await gate.pass();
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  });

  it('holds a task that has not begun, and refuses one that is done', async () => {
    const repository = makeRepository();
    writePlan(repository, 'later', [writes('x.txt')]);
    expect(await planexOk(repository, 'cancel', 'later#1')).toBe(`${PLAN}later#1 is held\n`);
    await planexOk(repository, 'once');
    expect(taskOf(await readStatus(repository), 'later#1')).toMatchObject({
      status: 'cancelled',
      attempts: 0,
    });
    await planexOk(repository, 'retry', 'later#1');
    await planexOk(repository, 'once');
    const refused = await planex(repository, ['cancel', 'later#1']);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toBe(
      `planex: ${PLAN}later#1 is done\n  do: planex undo ${PLAN}later#1 takes it back\n`,
    );
  });
});

describe('undo', () => {
  it.each(['without', 'with'])('reverts the commit and holds the task, %s a daemon', async (how) => {
    const repository = makeRepository();
    const { path } = writePlan(repository, 'login', [writes('x.txt')]);
    await planexOk(repository, 'once');
    expect(repository.read(path)).toContain('- [x] do it');
    const landed = repository.git('rev-parse', 'HEAD');
    if (how === 'with') await startDaemon(repository);
    const said = await planexOk(repository, 'undo', 'login#1');
    const revert = repository.git('rev-parse', 'HEAD');
    expect(said).toBe(`${PLAN}login#1 is undone by ${revert.slice(0, 10)} and held until \`planex retry\`\n`);
    expect(repository.git('log', '-1', '--format=%b')).toContain(landed);
    expect(existsSync(join(repository.path, 'x.txt'))).toBe(false);
    expect(repository.read(path)).toContain('- [ ] do it');
    expect(taskOf(await readStatus(repository), 'login#1')).toMatchObject({
      status: 'waiting',
      reason: { code: 'removed-by-user' },
    });
    await planexOk(repository, 'retry', 'login#1');
    if (how === 'without') await planexOk(repository, 'once');
    await waitForStatus(repository, (now) => taskOf(now, 'login#1').status === 'done');
    expect(repository.git('show', 'HEAD:x.txt')).toBe('x.txt');
  });

  it('refuses a task without a commit, own work in the way, and work that later commits build on', async () => {
    const repository = makeRepository();
    writePlan(repository, 'login', [writes('x.txt')]);
    const early = await planex(repository, ['undo', 'login#1']);
    expect(early).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no commit that could be undone'),
    });
    await planexOk(repository, 'once');
    const head = repository.git('rev-parse', 'HEAD');
    repository.write('x.txt', 'mine');
    const dirty = await planex(repository, ['undo', 'login#1']);
    expect(dirty).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('you have uncommitted work in x.txt'),
    });
    expect(dirty.stderr).toContain('do: commit, stash or move it away, then undo again');
    expect(repository.git('rev-parse', 'HEAD')).toBe(head);
    expect(repository.read('x.txt')).toBe('mine');
    repository.commit({ 'x.txt': 'mine' });
    const built = await planex(repository, ['undo', 'login#1']);
    expect(built).toMatchObject({ code: 2, stderr: expect.stringContaining('later commits build on') });
    expect(built.stderr).toMatch(/do: git revert [0-9a-f]{10}/);
  });
});

describe('trust', () => {
  it('takes paths as seen from the current folder', async () => {
    const repository = makeRepository();
    repository.commit({ 'docs/plans/old.md': '### Task 1: A\n\n**Commands:**\n- `echo a > a`\n' });
    const trusted = await planex(join(repository.path, 'docs/plans'), ['trust', 'old.md']);
    expect(trusted).toMatchObject({ code: 0 });
    expect(trusted.stdout).toMatch(/^trusted docs\/plans\/old\.md \(sha256:[0-9a-f]{12}…, 1 task\)\n$/);
    expect(await planexOk(repository, 'trust', 'docs/plans/old.md')).toBe(
      'already trusted: docs/plans/old.md\n',
    );
    expect(taskOf(await readStatus(repository), 'old#1').status).toBe('pending');
  });

  it('--all takes everything that waits, and says when nothing does', async () => {
    const repository = makeRepository();
    repository.commit({
      'docs/plans/a.md': '### Task 1: A\n',
      'docs/plans/b.md': '### Task 1: B\n',
      '.planexrc': '{ "setup": "true" }',
    });
    const shown = await planexOk(repository, 'trust', '--all');
    for (const path of ['docs/plans/a.md', 'docs/plans/b.md', '.planexrc'])
      expect(shown).toContain(`trusted ${path} (`);
    expect((await readStatus(repository)).tasks.map((task) => task.reason?.code)).not.toContain(
      'not-admitted',
    );
    expect(await planexOk(repository, 'trust', '--all')).toBe('nothing waits to be trusted\n');
  });

  it('refuses what is not watched and what is outside of the repository', async () => {
    const repository = makeRepository();
    mkdirSync(join(repository.path, 'a'));
    const unknown = await planex(join(repository.path, 'a'), ['trust', '../README.md']);
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toContain('planex: README.md is no plan or solution that planex watches');
    const outside = await planex(repository, ['trust', '../elsewhere.md']);
    expect(outside).toMatchObject({ code: 2, stderr: expect.stringContaining('../elsewhere.md is outside') });
  });
});
