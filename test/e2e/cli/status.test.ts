import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../../src/artifacts/digest.ts';
import { REASON_CODES } from '../../../src/tasks/reason.ts';
import { TASK_STATUSES } from '../../../src/tasks/task.ts';
import { type PlanTask, writePlan, writes } from '../../support/plan.ts';
import {
  planex,
  planexOk,
  readStatus,
  settle,
  standings,
  startDaemon,
  taskOf,
  waitForStatus,
} from '../../support/planex.ts';
import { spawnOnTerminal } from '../../support/planex-process.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const fails: PlanTask = { title: 'Fail', files: ['never.txt'], commands: ['exit 3'] };

/** A repository in which, after `once`, tasks are in most of the states that there are. */
function makeMixedRepository(): TestRepository {
  const repository = makeRepository();
  repository.commit({
    'docs/plans/2026-11-20-old.md': '### Task 1: Came with the repository\n\n**Commands:**\n- `true`\n',
    'dirty.txt': 'clean\n',
  });
  writePlan(repository, 'good', [writes('good.txt')]);
  writePlan(repository, 'bad', [fails, writes('after.txt')]);
  writePlan(repository, 'draft', [writes('draft.txt')], { status: 'DRAFT' });
  writePlan(repository, 'held', [writes('held.txt')]);
  writePlan(repository, 'dirty', [{ ...writes('dirty.txt'), files: ['Modify: dirty.txt'] }]);
  repository.write('dirty.txt', 'mine\n');
  repository.write('docs/issues/ISS-1.json', '{ "issue_id": "ISS-1", "solution": 7 }');
  return repository;
}

describe('status --json', () => {
  it('has exactly the keys that others rely on, and a reason wherever a task is held up', async () => {
    const repository = makeMixedRepository();
    await planexOk(repository, 'cancel', 'held#1');
    await planex(repository, ['once']);
    await startDaemon(repository);
    const status = await readStatus(repository);
    expect(Object.keys(status).sort()).toEqual(['artifacts', 'daemon', 'paused', 'tasks']);
    expect(Object.keys(status.daemon).sort()).toEqual(['home', 'pid', 'running', 'since', 'version']);
    const optional = ['commit', 'reason', 'run', 'tests'];
    for (const task of status.tasks) {
      expect(
        Object.keys(task)
          .filter((key) => !optional.includes(key))
          .sort(),
      ).toEqual(['artifact', 'attempts', 'backend', 'id', 'status', 'title']);
      expect(TASK_STATUSES).toContain(task.status);
      if (['waiting', 'failed', 'blocked', 'cancelled'].includes(task.status)) {
        expect(task.reason?.message, task.id).toMatch(/./);
      }
      if (task.reason !== undefined) expect(REASON_CODES).toContain(task.reason.code);
    }
    const states = Object.fromEntries(
      status.tasks.map((task) => [
        task.id.replace(/^.*20-/, ''),
        `${task.status} ${task.reason?.code ?? ''}`,
      ]),
    );
    expect(states).toEqual({
      'good#1': 'done ',
      'bad#1': 'failed internal',
      'bad#2': 'blocked blocked-by',
      'draft#1': 'waiting draft',
      'held#1': 'cancelled cancelled',
      'dirty#1': 'waiting dirty-paths',
      'old#1': 'waiting not-admitted',
    });
    expect(taskOf(status, 'good#1')).toMatchObject({
      id: 'docs/plans/2026-11-20-good#1',
      artifact: 'docs/plans/2026-11-20-good.md',
      title: 'Write good.txt',
      backend: 'shell',
      attempts: 1,
      commit: repository.git('rev-parse', 'HEAD'),
      run: expect.stringMatching(/^\d{8}T\d{6}Z-/),
    });
    const refused = status.artifacts.find(({ path }) => path === 'docs/issues/ISS-1.json');
    expect(refused).toMatchObject({
      kind: 'solution',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(refused?.diagnostics[0]).toMatchObject({ severity: 'error', line: 1, column: expect.any(Number) });
    for (const { diagnostics } of status.artifacts) {
      for (const one of diagnostics)
        expect(['severity', 'message', 'line', 'column']).toEqual(expect.arrayContaining(Object.keys(one)));
    }
  });

  it('says the same with the daemon down, apart from the daemon itself', async () => {
    const repository = makeMixedRepository();
    await planexOk(repository, 'cancel', 'held#1');
    await startDaemon(repository);
    const up = await waitForStatus(
      repository,
      (now) =>
        now.tasks.every(({ status }) => !['pending', 'running', 'landing'].includes(status)) &&
        // The tick that planex itself has just written settles like any other change of the file.
        now.artifacts.every(({ path, digest }) => digest === digestBytes(Buffer.from(repository.read(path)))),
    );
    await planexOk(repository, 'stop');
    const down = await readStatus(repository);
    expect(down).toEqual({ ...up, daemon: { running: false, version: up.daemon.version } });
    expect(await planexOk(repository, 'status')).toContain('planex is not running here');
  });

  it.each(['.workflow', 'docs/issues'])('goes on where %s is a file', async (name) => {
    const repository = makeRepository();
    writePlan(repository, 'good', [writes('good.txt')]);
    repository.write(name, 'no folder\n');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(standings(await readStatus(repository))).toEqual(['done']);
  });

  it('changes nothing', async () => {
    const repository = makeMixedRepository();
    const before = repository.git('status', '--porcelain', '--ignored');
    await planexOk(repository, 'status', '--json');
    expect(repository.git('status', '--porcelain', '--ignored')).toBe(before);
    expect(repository.git('for-each-ref', 'refs/planex')).toBe('');
  });
});

describe('status for a person', () => {
  it('shows each task with its reason and the way on, and counts them', async () => {
    const repository = makeMixedRepository();
    await planex(repository, ['once']);
    const shown = await planexOk(repository, 'status');
    expect(shown).toContain('\ndocs/plans/2026-11-20-draft.md\n  waiting   #1 Write draft.txt\n');
    expect(shown).toContain(
      '\n            draft: the plan is a DRAFT\n            → planex approve docs/plans/2026-11-20-draft.md, or set "Status: APPROVED" in it',
    );
    expect(shown).toMatch(/\ndocs\/issues\/ISS-1\.json\n {2}error 1:\d+ /);
    expect(shown.trimEnd().split('\n').at(-1)).toBe('3 waiting · 2 done · 1 failed · 1 blocked');
  });

  it('has no colours in a pipe', async () => {
    const repository = makeMixedRepository();
    const { stdout } = await planex(repository, ['status'], { env: { NO_COLOR: undefined } });
    expect(stdout).not.toContain('\u001b');
  });

  it.runIf(process.platform === 'linux')('has colours on a terminal, but not with NO_COLOR', async () => {
    const repository = makeMixedRepository();
    const coloured = spawnOnTerminal(repository, ['status'], { NO_COLOR: undefined });
    expect(await coloured.ended()).toBe(0);
    expect(coloured.output()).toContain('\u001b[33mwaiting');
    const plain = spawnOnTerminal(repository, ['status'], { NO_COLOR: '1' });
    expect(await plain.ended()).toBe(0);
    expect(plain.output()).not.toContain('\u001b');
  });

  it('a title cannot steer the terminal, nor forge a line', async () => {
    const repository = makeRepository();
    const title = 'Nice\u001b[2J\u001b]0;pwned\u0007\r\u009b31m\u202eevil\n  done      #9 Forged';
    repository.write(
      'docs/issues/ISS-1.json',
      JSON.stringify({
        issue_id: 'ISS-1',
        solution: { id: 'S1', tasks: [{ id: 'T1', title, action: 'Create' }] },
      }),
    );
    repository.write('docs/plans/x.md', '### Task 1: Red \u001b[31mtitle\u0008\n');
    for (const args of [['status'], ['lint'], ['status', '--json'], ['lint', '--json'], ['why', 'x#1']]) {
      const { stdout, stderr } = await planex(repository, args);
      expect(stdout + stderr, args.join(' ')).not.toMatch(/[^\P{Cc}\n\t]|[\u2028-\u202e]/u);
      expect(stdout, args.join(' ')).not.toMatch(/^ {2}done/m);
    }
    expect(taskOf(await readStatus(repository), 'ISS-1#T1').title).toContain('Forged');
  });

  it('a very long title is cut for people, not in JSON', async () => {
    const repository = makeRepository();
    const { ids } = writePlan(repository, 'wide', [{ title: 'word '.repeat(50).trim(), commands: ['true'] }]);
    const lines = (await planexOk(repository, 'status')).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(taskOf(await readStatus(repository), ids[0] ?? '').title).toHaveLength(249);
  });

  it('without plans and solutions says so', async () => {
    expect(await planexOk(makeRepository(), 'status')).toContain('no plans or solutions found');
  });
});
