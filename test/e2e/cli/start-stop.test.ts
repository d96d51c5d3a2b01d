import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan, writes } from '../../support/plan.ts';
import {
  expectNothingLeft,
  killDaemon,
  planex,
  planexOk,
  readEventLog,
  readStatus,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { spawnOnTerminal, spawnPlanex } from '../../support/planex-process.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

/** Whatever a test starts here is ended with it, and nothing may be left. */
function cleanUp(repository: TestRepository): void {
  onTestFinished(async () => {
    await planex(repository, ['stop', '--now']);
    await expectNothingLeft(repository);
  });
}

/** A plan whose one task stands at a gate, and then writes a file. */
function writeGatedPlan(repository: TestRepository): ReturnType<typeof makeGate> {
  const gate = makeGate();
  writePlan(repository, 'gated', [{ files: ['out.txt'], commands: [`${gate.wait} && echo out > out.txt`] }]);
  return gate;
}

const isRunning = (status: { tasks: { status: string }[] }): boolean => status.tasks[0]?.status === 'running';

describe('start', () => {
  it('returns when the daemon is ready; the second one says so', async () => {
    const repository = makeRepository();
    cleanUp(repository);
    const first = await planex(repository, ['start']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const { daemon } = await readStatus(repository);
    expect(daemon).toMatchObject({ running: true, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(Date.parse(daemon.since ?? '')).toBeLessThanOrEqual(Date.now());
    expect(first.stdout).toContain(`(pid ${daemon.pid})`);
    const second = await planex(repository, ['start']);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toBe(`planex ${daemon.version} is already running here (pid ${daemon.pid})\n`);
  });

  it('several at once make one daemon', async () => {
    const repository = makeRepository();
    cleanUp(repository);
    const results = await Promise.all([1, 2, 3].map(() => planex(repository, ['start'])));
    const { daemon } = await readStatus(repository);
    for (const result of results) {
      expect(result).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining(`(pid ${daemon.pid})`),
      });
    }
  });

  it.each([[['start']], [['start', '--foreground']], [['once']]])(
    '%j with errors in .planexrc exits with 2 and names their places',
    async (args) => {
      const repository = makeRepository();
      cleanUp(repository);
      repository.write('.planexrc', '{\n  "limit": { },\n  "backend": 7\n}\n');
      const result = await planex(repository, args);
      expect(result).toMatchObject({ code: 2, stdout: '' });
      expect(result.stderr).toContain('planex: .planexrc has errors');
      expect(result.stderr).toContain('.planexrc:2:3: error: unknown key "limit", did you mean "limits"?');
      expect(result.stderr).toContain('.planexrc:3:14: error: backend');
      expect(result.stderr.match(/^ {2}do: /gm)).toHaveLength(1);
      expect((await readStatus(repository)).daemon.running).toBe(false);
    },
  );

  it('goes on after the daemon was killed', async () => {
    const repository = makeRepository();
    const pid = await startDaemon(repository);
    await killDaemon(pid);
    expect(await planex(repository, ['start'])).toMatchObject({ code: 0 });
    writePlan(repository, 'hello', [writes('hello.txt')]);
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  });

  it('says what waits for trust', async () => {
    const repository = makeRepository();
    cleanUp(repository);
    repository.commit({
      'docs/plans/old.md': '### Task 1: A\n\n### Task 2: B\n',
      'docs/plans/two.md': '### Task 1: C\n',
    });
    const { stdout } = await planex(repository, ['start']);
    expect(stdout).toContain('2 files wait for your trust');
    expect(stdout).toContain('\n  planex trust docs/plans/old.md\n  planex trust docs/plans/two.md\n');
    expect(stdout).toContain('planex trust --all');
  });

  it.runIf(process.platform === 'linux')('offers on a terminal to trust it all', async () => {
    const repository = makeRepository();
    cleanUp(repository);
    repository.commit({ 'docs/plans/old.md': '### Task 1: A\n\n**Commands:**\n- `echo a > a`\n' });
    const start = spawnOnTerminal(repository, ['start']);
    await start.says(/Trust them all/);
    start.type('y');
    expect(await start.ended()).toBe(0);
    const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
    expect(status.tasks[0]?.reason).toBeUndefined();
  });
});

describe('start --foreground', () => {
  it('prints what happens; a signal lets the run end first', async () => {
    const repository = makeRepository();
    cleanUp(repository);
    const gate = writeGatedPlan(repository);
    const daemon = spawnPlanex(repository, ['start', '--foreground']);
    await daemon.says(/^\d\d:\d\d:\d\d \[executor\] docs\/plans\/2026-11-20-gated#1: /m);
    await waitForStatus(repository, isRunning);
    daemon.signal('SIGTERM');
    await daemon.says(/stopping: letting runs end/);
    await gate.pass();
    expect(await daemon.ended()).toBe(0);
    expect(daemon.output()).toMatch(/^EXEC_DONE:gated$/m);
    expect(daemon.output()).toMatch(/planex stopped\n$/);
    expect(repository.git('show', 'HEAD:out.txt')).toBe('out');
  });

  it('a second signal ends the run at once; its task is back in the queue', async () => {
    const repository = makeRepository();
    cleanUp(repository);
    writeGatedPlan(repository);
    const daemon = spawnPlanex(repository, ['start', '--foreground']);
    await waitForStatus(repository, isRunning);
    daemon.signal('SIGTERM');
    await daemon.says(/stopping: letting runs end/);
    daemon.signal('SIGTERM');
    expect(await daemon.ended()).toBe(0);
    expect((await readStatus(repository)).tasks[0]).toMatchObject({ status: 'pending', attempts: 0 });
    await expectNothingLeft(repository);
  });

  it('beside a running daemon says so and ends', async () => {
    const repository = makeRepository();
    const pid = await startDaemon(repository);
    const result = await planex(repository, ['start', '--foreground']);
    expect(result).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`already running here (pid ${pid})`),
    });
  });
});

describe('stop', () => {
  it('says what it waits for, and lets it land', async () => {
    const repository = makeRepository();
    const gate = writeGatedPlan(repository);
    await startDaemon(repository);
    await waitForStatus(repository, isRunning);
    const stop = spawnPlanex(repository, ['stop']);
    await stop.says(/waiting for what is under way .*\n {2}docs\/plans\/2026-11-20-gated#1\n/);
    expect((await readStatus(repository)).tasks[0]).toMatchObject({ status: 'running' });
    await gate.pass();
    expect(await stop.ended()).toBe(0);
    expect(repository.git('show', 'HEAD:out.txt')).toBe('out');
    await expectNothingLeft(repository);
    expect((await readStatus(repository)).tasks[0]).toMatchObject({ status: 'done' });
  });

  it('--now ends it, also while another stop waits; the task is back in the queue', async () => {
    const repository = makeRepository();
    const gate = writeGatedPlan(repository);
    await startDaemon(repository);
    await waitForStatus(repository, isRunning);
    const patient = spawnPlanex(repository, ['stop']);
    await patient.says(/waiting for/);
    expect(await planex(repository, ['stop', '--now'])).toMatchObject({
      code: 0,
      stdout: 'planex has stopped\n',
    });
    expect(await patient.ended()).toBe(0);
    await expectNothingLeft(repository);
    expect((await readStatus(repository)).tasks[0]).toMatchObject({ status: 'pending', attempts: 0 });
    await startDaemon(repository);
    await gate.pass();
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  });

  it('without a daemon says so', async () => {
    const result = await planex(makeRepository(), ['stop']);
    expect(result).toEqual({ code: 0, stdout: 'planex is not running here\n', stderr: '' });
  });
});

describe('pause', () => {
  it('outlives the daemon, and unpause goes on', async () => {
    const repository = makeRepository();
    const { ids } = writePlan(repository, 'hello', [writes('hello.txt')]);
    await planexOk(repository, 'pause');
    await startDaemon(repository);
    const paused = await waitForStatus(repository, ({ tasks }) => tasks[0]?.reason?.code === 'paused');
    expect(paused.tasks[0]).toMatchObject({
      id: ids[0],
      status: 'waiting',
      reason: { action: 'planex unpause' },
    });
    expect(await planexOk(repository, 'status')).toContain('paused: nothing new is dispatched');
    await planexOk(repository, 'stop');
    expect((await readStatus(repository)).tasks[0]?.reason?.code).toBe('paused');
    await startDaemon(repository);
    expect((await readStatus(repository)).tasks[0]?.reason?.code).toBe('paused');
    await planexOk(repository, 'unpause');
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
    expect(readEventLog(repository).filter(({ type }) => type === 'run:claimed')).toHaveLength(1);
  });
});

describe('the daemon of a repository is one', () => {
  it('from subdirectories and linked work trees', async () => {
    const repository = makeRepository();
    const linked = join(makeFolder(), 'linked');
    repository.git('worktree', 'add', '--quiet', linked);
    const below = join(repository.path, 'a/b');
    mkdirSync(below, { recursive: true });
    const pid = await startDaemon(below);
    const { ids } = writePlan(repository, 'hello', [writes('hello.txt')]);
    // The last that is told of it; until then there is more to clear away and to report.
    await waitForStatus(repository, () => readEventLog(repository).some(({ type }) => type === 'issue:done'));
    for (const place of [below, linked]) {
      expect(await readStatus(place)).toEqual(await readStatus(repository));
      expect((await readStatus(place)).daemon.pid).toBe(pid);
      expect(await planexOk(place, 'why', ids[0] ?? '')).toContain('done');
      expect(await planexOk(place, 'logs')).toContain('EXEC_DONE:hello');
      expect(await planexOk(place, 'start')).toContain(`already running here (pid ${pid})`);
    }
    expect(await planexOk(linked, 'stop')).toBe('planex has stopped\n');
    expect((await readStatus(repository)).daemon.running).toBe(false);
  });
});
