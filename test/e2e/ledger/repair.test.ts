import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan, type PlanTask } from '../../support/plan.ts';
import {
  findProcesses,
  killDaemon,
  planex,
  planexOk,
  readEventLog,
  recordsFolder,
  startDaemon,
  taskOf,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { APPROVES, finds, useScriptedCodex } from '../../support/scripted-codex.ts';

/** Its check says what it found, and writes a file of its own each time. */
const TASK: PlanTask = {
  files: ['greeting.txt'],
  backend: 'codex',
  verify: ['echo seen >> report.txt; cat greeting.txt; grep -x hello greeting.txt'],
};

async function perform(repository: TestRepository, env: NodeJS.ProcessEnv) {
  const { stdout, stderr } = await planex(repository, ['once', '--json'], { env });
  if (stdout === '') throw new Error(stderr);
  const [task] = JSON.parse(stdout).tasks;
  return task;
}

function runFiles(repository: TestRepository, run: string): string[] {
  return readdirSync(join(recordsFolder(repository), 'runs', run)).filter((name) => name.endsWith('.log'));
}

describe('work that fails its verification', () => {
  test('is given back once with what the check printed, and lands as one commit', async () => {
    const codex = useScriptedCodex({
      reviews: [],
      edits: ['echo hallo > greeting.txt', 'echo hello > greeting.txt'],
    });
    const repository = makeRepository();
    writePlan(repository, 'greet', [TASK]);
    const task = await perform(repository, codex.env);
    expect(task).toMatchObject({ status: 'done', attempts: 1 });
    const [first, second, ...more] = codex.prompts('edit');
    expect(first).not.toContain('hallo');
    expect(second).toContain('grep -x hello greeting.txt: exit status 1');
    expect(second).toContain('\nhallo\n');
    expect(more).toEqual([]);
    // What only the check has written is no part of the work, also when the work was given back in between.
    expect(repository.git('diff-tree', '-r', '--no-commit-id', '--name-only', 'HEAD')).toBe('greeting.txt');
    expect(repository.git('show', 'HEAD:greeting.txt')).toBe('hello');
    expect(
      readEventLog(repository).some(({ message }) => message.includes('given back to be mended (repair 1)')),
    ).toBe(true);
  });

  test('fails when that does not help, and all that the checks printed is kept', async () => {
    const codex = useScriptedCodex({
      reviews: [],
      edits: ['echo hallo > greeting.txt', 'echo hullo > greeting.txt'],
    });
    const repository = makeRepository();
    writePlan(repository, 'greet', [TASK]);
    const task = await perform(repository, codex.env);
    expect(task).toMatchObject({ status: 'failed', reason: { code: 'tests-failing' }, attempts: 1 });
    expect(codex.prompts('edit')).toHaveLength(2);
    const files = runFiles(repository, task.run);
    const output = (name: string): string =>
      readFileSync(join(recordsFolder(repository), 'runs', task.run, name), 'utf8');
    const checks = files.filter((name) => name.includes('check-'));
    expect(checks.map(output)).toEqual(['hallo\n', 'hullo\n']);
    expect(JSON.parse(output('failure.json'))).toMatchObject({ test_output: 'hullo\n' });
    expect(await planexOk(repository, 'logs', 'greet#1')).toContain('EXEC_FAILED:greet:tests_failing');
  });

  test.each([
    ['"verify": { "repairs": 0 }', 1],
    ['"verify": { "repairs": 3 }', 4],
  ])('is given back as often as the settings say: %s', async (setting, calls) => {
    const codex = useScriptedCodex({ reviews: [], edits: ['echo hallo > greeting.txt'] });
    const repository = makeRepository();
    repository.write('.planexrc', `{ ${setting} }`);
    writePlan(repository, 'greet', [TASK]);
    expect(await perform(repository, codex.env)).toMatchObject({ status: 'failed', attempts: 1 });
    expect(codex.prompts('edit')).toHaveLength(calls);
  });

  test('is never given back to the shell, which would do the same again', async () => {
    const repository = makeRepository();
    const count = join(makeFolder(), 'count');
    repository.write('.planexrc', '{ "verify": { "repairs": 2 } }');
    writePlan(repository, 'greet', [
      { ...TASK, backend: 'shell', commands: [`echo x | tee -a ${count} > greeting.txt`] },
    ]);
    expect(await perform(repository, {})).toMatchObject({ status: 'failed' });
    expect(readFileSync(count, 'utf8')).toBe('x\n');
  });

  test('counts against the caps', async () => {
    const codex = useScriptedCodex({ reviews: [], edits: ['echo hallo > greeting.txt'] });
    const repository = makeRepository();
    repository.write('.planexrc', '{ "budget": { "task": { "calls": 1 } } }');
    writePlan(repository, 'greet', [TASK]);
    expect(await perform(repository, codex.env)).toMatchObject({
      status: 'waiting',
      reason: { code: 'budget' },
    });
    expect(codex.prompts('edit')).toHaveLength(1);
  });

  test('is not given back a second time after the daemon was killed in the middle', async () => {
    const folder = makeFolder();
    const [begun, free] = [join(folder, 'begun'), join(folder, 'free')];
    const codex = useScriptedCodex({
      reviews: [],
      edits: [
        'echo hallo > greeting.txt',
        `echo hello > greeting.txt; touch ${begun}; [ -e ${free} ] || sleep 600`,
      ],
    });
    const repository = makeRepository();
    const pid = await startDaemon(repository, { env: codex.env });
    writePlan(repository, 'greet', [TASK]);
    await waitUntil(() => existsSync(begun), 'the repair has begun');
    await killDaemon(pid);
    writeFileSync(free, '');

    expect((await planex(repository, ['start'], { env: codex.env })).code).toBe(0);
    const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
    expect(taskOf(status, 'greet#1').attempts).toBe(1);
    // What stood in the work tree was good, so that nobody had to be asked again.
    expect(codex.prompts('edit')).toHaveLength(2);
    expect(repository.git('diff-tree', '-r', '--no-commit-id', '--name-only', 'HEAD')).toBe('greeting.txt');
  });
});

describe('mending that the daemon is killed in', () => {
  const object = finds({ title: 'Too quiet', file: 'greeting.txt' });
  /** Work that is not good enough, and what mends it at the `turn`-th time. What is cut off has done nothing yet. */
  const mendedAt = (turn: number, begun: string): string[] => [
    'echo hallo > greeting.txt',
    `echo x >> ${begun}; [ $(wc -l < ${begun}) -ge ${turn} ] || exec sleep 600; echo hello > greeting.txt`,
  ];
  const untilBegun = (begun: string, times: number): Promise<void> =>
    waitUntil(
      () => existsSync(begun) && readFileSync(begun, 'utf8') === 'x\n'.repeat(times),
      `turn ${times}`,
    );

  test.each([
    ['its verification', '{}', TASK, []],
    ['a review', '{ "review": "task" }', { ...TASK, verify: ['true'] }, [object, APPROVES]],
  ])(
    'is asked for again, and no second time after that: what %s found',
    async (_, settings, task, reviews) => {
      const begun = join(makeFolder(), 'begun');
      const codex = useScriptedCodex({ reviews, edits: mendedAt(2, begun) });
      const repository = makeRepository();
      repository.write('.planexrc', settings);
      const pid = await startDaemon(repository, { env: codex.env });
      writePlan(repository, 'greet', [task]);
      await untilBegun(begun, 1);
      await killDaemon(pid);

      await startDaemon(repository, { env: codex.env });
      const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
      expect(taskOf(status, 'greet#1').attempts).toBe(1);
      expect(codex.prompts('edit')).toHaveLength(3);
      expect(codex.prompts('review')).toHaveLength(reviews.length);
      expect(repository.git('show', 'HEAD:greeting.txt')).toBe('hello');
    },
  );

  test('is asked for again by what the checks print of what it has left', async () => {
    const begun = join(makeFolder(), 'begun');
    const [, mends = ''] = mendedAt(2, begun);
    const codex = useScriptedCodex({
      reviews: [],
      edits: ['echo hallo > greeting.txt', `echo hullo > greeting.txt; ${mends}`],
    });
    const repository = makeRepository();
    const pid = await startDaemon(repository, { env: codex.env });
    writePlan(repository, 'greet', [TASK]);
    await untilBegun(begun, 1);
    await killDaemon(pid);

    await startDaemon(repository, { env: codex.env });
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
    const [, first, second, ...more] = codex.prompts('edit');
    expect(first).toContain('\nhallo\n');
    expect(second).toContain('\nhullo\n');
    expect(second).not.toContain('hallo');
    expect(more).toEqual([]);
  });

  test('is not asked for again when it came to its end by itself, which nobody saw', async () => {
    const gate = makeGate();
    const begun = join(makeFolder(), 'begun');
    const codex = useScriptedCodex({
      reviews: [],
      edits: ['echo hallo > greeting.txt', `echo x >> ${begun}; ${gate.wait}; echo hullo > greeting.txt`],
    });
    const repository = makeRepository();
    const pid = await startDaemon(repository, { env: codex.env });
    writePlan(repository, 'greet', [TASK]);
    await untilBegun(begun, 1);
    await killDaemon(pid);
    expect(findProcesses(repository).length).toBeGreaterThan(0);
    await gate.pass();
    await waitUntil(() => findProcesses(repository).length === 0, 'the mending has ended');

    await startDaemon(repository, { env: codex.env });
    const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'failed');
    expect(taskOf(status, 'greet#1').reason).toMatchObject({ code: 'tests-failing' });
    expect(codex.prompts('edit')).toHaveLength(2);
  });

  test('is not asked for without an end, when the daemon dies of it each time', async () => {
    const begun = join(makeFolder(), 'begun');
    const codex = useScriptedCodex({ reviews: [object], edits: mendedAt(9, begun) });
    const repository = makeRepository();
    repository.write('.planexrc', '{ "review": "task" }');
    writePlan(repository, 'greet', [{ ...TASK, verify: ['true'] }]);
    for (let death = 1; death <= 4; death += 1) {
      const pid = await startDaemon(repository, { env: codex.env });
      await untilBegun(begun, death);
      await killDaemon(pid);
    }
    await startDaemon(repository, { env: codex.env });
    const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.reason?.code === 'clarification');
    expect(taskOf(status, 'greet#1').status).toBe('waiting');
    expect(codex.prompts('edit')).toHaveLength(5);
    expect(codex.prompts('review')).toHaveLength(1);
  });
});

test('what only a check has written is no part of work that was mended after a review', async () => {
  const codex = useScriptedCodex({
    reviews: [finds({ title: 'Too quiet', file: 'greeting.txt' }), APPROVES],
    edits: ['echo hello > greeting.txt; echo quiet > tone.txt', 'echo loud > tone.txt'],
  });
  const repository = makeRepository();
  repository.write('.planexrc', '{ "review": "task" }');
  writePlan(repository, 'greet', [{ ...TASK, files: ['greeting.txt', 'tone.txt'] }]);
  expect(await perform(repository, codex.env)).toMatchObject({ status: 'done' });
  expect(codex.prompts('edit')).toHaveLength(2);
  expect(repository.git('diff-tree', '-r', '--no-commit-id', '--name-only', 'HEAD')).toBe(
    'greeting.txt\ntone.txt',
  );
});
