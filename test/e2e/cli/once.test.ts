import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
import { spawnPlanex } from '../../support/planex-process.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRepository } from '../../support/repository.ts';

describe('once', () => {
  it('prints what happens as it happens, and the status at the end', async () => {
    const repository = makeRepository();
    const gate = makeGate();
    writePlan(repository, 'gated', [{ files: ['x.txt'], commands: [`${gate.wait} && echo x > x.txt`] }]);
    const once = spawnPlanex(repository, ['once']);
    await once.says(/\[executor\] docs\/plans\/2026-11-20-gated#1: executing/);
    await gate.pass();
    expect(await once.ended()).toBe(0);
    expect(once.output()).toMatch(/^EXEC_DONE:gated$/m);
    expect(once.output()).toMatch(/\n1 done\n$/);
    await expectNothingLeft(repository);
  });

  it('ends on a signal; the task is back in the queue', async () => {
    const repository = makeRepository();
    const gate = makeGate();
    writePlan(repository, 'gated', [{ files: ['x.txt'], commands: [gate.wait] }]);
    const once = spawnPlanex(repository, ['once']);
    await once.says(/executing/);
    once.signal('SIGINT');
    expect(await once.ended()).toBe(130);
    expect(once.output()).toContain(
      'planex: interrupted: what was under way is back in the queue\n  do: planex once',
    );
    expect((await readStatus(repository)).tasks[0]).toMatchObject({ status: 'pending', attempts: 0 });
    await expectNothingLeft(repository);
  });

  it('--dry-run says what would be started, and starts nothing', async () => {
    const repository = makeRepository();
    const { ids } = writePlan(repository, 'two', [writes('a.txt'), writes('b.txt')]);
    const head = repository.git('rev-parse', 'HEAD');
    expect(await planexOk(repository, 'once', '--dry-run')).toBe(`would start ${ids[0]}\nand then 1 more\n`);
    expect(JSON.parse(await planexOk(repository, 'once', '--dry-run', '--json'))).toMatchObject({
      wouldStart: [ids[0]],
      wouldFollow: [ids[1]],
      wouldTakeUp: [],
    });
    expect(repository.git('rev-parse', 'HEAD')).toBe(head);
    expect(readEventLog(repository)).toEqual([]);
    await planexOk(repository, 'once');
    expect(await planexOk(repository, 'once', '--dry-run')).toBe('nothing would be started\n');
  });

  it('--dry-run names what it would take up that was cut off', async () => {
    const repository = makeRepository();
    const gate = makeGate();
    const { ids } = writePlan(repository, 'gated', [
      { files: ['x.txt'], commands: [`${gate.wait} && echo x > x.txt`] },
      writes('y.txt'),
    ]);
    const pid = await startDaemon(repository);
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
    const beside = 'nothing would be started now, but 1 more after what is under way\n';
    expect(await planexOk(repository, 'once', '--dry-run')).toBe(beside);
    await waitUntil(
      () => readEventLog(repository).some((event) => event.type === 'run:step' && event.step === 'executing'),
      'it is carried out',
    );
    await killDaemon(pid);
    const dry = await planex(repository, ['once', '--dry-run']);
    expect(dry.stdout).toBe(`would take up ${ids[0]} (executing)\nand then 1 more\n`);
    const { stdout } = await planex(repository, ['once', '--dry-run', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      wouldStart: [],
      wouldTakeUp: [{ task: ids[0], run: expect.stringMatching(/./), step: 'executing' }],
      wouldFollow: [ids[1]],
    });
    const once = spawnPlanex(repository, ['once']);
    await once.says(/#1: executing/);
    await gate.pass();
    expect(await once.ended(), once.output()).toBe(0);
    expect(once.output()).toContain('\n2 done\n');
  });

  it('--dry-run names finished work that it would land', async () => {
    const repository = makeRepository();
    const gate = makeGate();
    const commands = [`${gate.wait} && echo x > x.txt`];
    const { ids } = writePlan(repository, 'gated', [{ files: ['x.txt'], commands }]);
    await startDaemon(repository);
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
    repository.write('x.txt', 'mine\n');
    await gate.pass();
    const isWaiting = ({ tasks }: { tasks: { status: string }[] }): boolean => tasks[0]?.status === 'waiting';
    await waitForStatus(repository, isWaiting);
    await planexOk(repository, 'stop');
    rmSync(join(repository.path, 'x.txt'));
    const dry = await planex(repository, ['once', '--dry-run']);
    expect(dry.stdout).toMatch(
      new RegExp(`^would try again to land ${ids[0]}, which waited: .*x\\.txt.*\\n$`),
    );
    expect(await planexOk(repository, 'once')).toContain(`${ids[0]} landed as `);
  });

  it('--json prints the status and nothing else', async () => {
    const repository = makeRepository();
    writePlan(repository, 'hello', [writes('hello.txt')]);
    const result = await planex(repository, ['once', '--json']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const view = JSON.parse(result.stdout);
    expect(view.tasks).toMatchObject([{ status: 'done' }]);
    expect(view.daemon.version).toBe((await readStatus(repository)).daemon.version);
  });

  it('hands over to a running daemon, and prints what happens there', async () => {
    const repository = makeRepository();
    const pid = await startDaemon(repository);
    writePlan(repository, 'hello', [writes('hello.txt')]);
    const result = await planex(repository, ['once']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(new RegExp(`is running in \\S+ \\(pid ${pid}`));
    expect(result.stdout).toContain('\n1 done\n');
    expect(readEventLog(repository).filter(({ type }) => type === 'daemon:started')).toHaveLength(1);
    expect((await readStatus(repository)).daemon.pid).toBe(pid);
  });
});

describe('the exit code of once', () => {
  it.each([
    ['0 without anything to do', 0, () => undefined],
    ['1 when a task failed', 1, (repository) => writePlan(repository, 'x', [{ commands: ['exit 1'] }])],
    [
      '1 when a plan is a draft',
      1,
      (repository) => writePlan(repository, 'x', [writes('x')], { status: 'DRAFT' }),
    ],
    [
      '1 when a file waits for trust',
      1,
      (repository) => repository.commit({ 'docs/plans/x.md': '### Task 1: X\n' }),
    ],
    ['1 when an artifact has errors', 1, (repository) => repository.write('docs/issues/x.json', '{')],
    [
      '0 when the only thing left waits for its time',
      0,
      (repository) => {
        writePlan(repository, 'x', [writes('x')]);
        repository.write(
          '.planexrc',
          '{ "schedule": { "recurring": { "docs/plans/2026-11-20-x.md": "0 0 29 2 *" } } }',
        );
      },
    ],
  ] satisfies [string, number, (repository: ReturnType<typeof makeRepository>) => unknown][])(
    'is %s',
    async (_, code, prepare) => {
      const repository = makeRepository();
      prepare(repository);
      const result = await planex(repository, ['once']);
      expect(result, result.stdout + result.stderr).toMatchObject({ code });
    },
  );
});
