import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { planText, writePlan } from '../../support/plan.ts';
import { solutionText } from '../../support/planned.ts';
import {
  expectNothingLeft,
  planex,
  planexEnvironment,
  planexOk,
  readStatus,
  recordsFolder,
  taskOf,
} from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';
import { useScriptedCodex } from '../../support/scripted-codex.ts';

function useTheRepository(): TestRepository {
  const repository = makeRepository();
  onTestFinished(async () => {
    await planex(repository, ['stop', '--now']);
    await expectNothingLeft(repository);
  });
  return repository;
}

/** Pastes a command line into a shell that has planex on its PATH; its output on both streams, and its exit code. */
function paste(
  repository: TestRepository,
  line: string,
  path: string,
): Promise<{ code: number; output: string }> {
  const folder = makeFolder();
  const program = join(folder, 'planex');
  writeFileSync(
    program,
    `#!/bin/sh\nexec '${process.execPath}' '${inject('planexBundle')}/planex.js' "$@"\n`,
  );
  chmodSync(program, 0o755);
  const env = planexEnvironment(repository, { PATH: `${folder}${delimiter}${path}` });
  return new Promise((resolve) => {
    execFile('sh', ['-c', `exec 2>&1\n${line}`], { cwd: repository.path, env }, (error, output) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 128), output });
    });
  });
}

function readFailure(repository: TestRepository, run: string): Record<string, string> {
  return JSON.parse(readFileSync(join(recordsFolder(repository), 'runs', run, 'failure.json'), 'utf8'));
}

describe('planex resume', () => {
  test('what is printed and stored works when pasted, in the same conversation and work tree', async () => {
    const mended = join(makeFolder(), 'mended');
    const codex = useScriptedCodex({
      reviews: [{ fails: 'nobody plans here' }],
      edits: [`if test -e ${mended}; then echo good > a.txt; else echo bad > a.txt; fi`],
    });
    const repository = useTheRepository();
    const verification = ['seq 20000', 'grep good a.txt'];
    repository.write('docs/issues/ISS-1.json', solutionText('ISS-1', { files: ['a.txt'], verification }));
    const first = await planex(repository, ['run', 'ISS-1'], { env: codex.env });
    expect(first.code).toBe(1);
    expect(first.stdout).toContain('\nEXEC_FAILED:ISS-1:tests_failing\n');
    const [, command = ''] = /^ +to go on: (.*)$/m.exec(first.stdout) ?? [];
    expect(command).toBe('planex resume docs/issues/ISS-1#T1');

    const task = taskOf(await readStatus(repository), '#T1');
    const failure = readFailure(repository, task.run ?? '');
    expect(failure).toMatchObject({
      issue_id: 'ISS-1',
      task_id: task.id,
      run_id: task.run,
      type: 'tests_failing',
      test_output: '',
      resume_cmd: command,
    });
    expect(Date.parse(failure['timestamp'] ?? '')).toBeGreaterThan(0);

    writeFileSync(mended, '');
    const before = codex.editArguments().length;
    const second = await paste(repository, failure['resume_cmd'] ?? '', codex.env.PATH);
    expect(second.output).toContain('EXEC_DONE:ISS-1\n');
    expect(second.code).toBe(0);
    expect(repository.read('a.txt')).toBe('good\n');
    const calls = codex.editArguments();
    expect(calls).toHaveLength(before + 1);
    const [earlier = [], last = []] = calls.slice(before - 1);
    expect(last).toContain('resume');
    expect(last[last.indexOf('resume') + 1]).toMatch(/^edit\d+$/);
    expect(last[last.indexOf('--cd') + 1]).toBe(earlier[earlier.indexOf('--cd') + 1]);
  });

  test('a backend that failed is told as a failure of the issue, with the command that goes on', async () => {
    const mended = join(makeFolder(), 'mended');
    const codex = useScriptedCodex({
      reviews: [{ fails: 'nobody plans here' }],
      edits: [`test -e ${mended} || exit 1; echo good > a.txt`],
    });
    const repository = useTheRepository();
    repository.write('docs/issues/ISS-1.json', solutionText('ISS-1', { files: ['a.txt'] }));
    const first = await planex(repository, ['run', 'ISS-1'], { env: codex.env });
    expect(first.code).toBe(1);
    expect(first.stdout).toMatch(/^EXEC_FAILED:ISS-1:codex_failed$/m);
    const shown = await planexOk(repository, 'issues', 'show', 'ISS-1');
    expect(shown).toContain('  status    failed\n            approval: codex failed (');
    expect(shown).toContain('- To go on: planex resume docs/issues/ISS-1#T1');
    expect(shown).toMatch(/\nEXEC_FAILED:ISS-1:codex_failed\n$/);

    writeFileSync(mended, '');
    const [, command = ''] = /^ +to go on: (.*)$/m.exec(first.stdout) ?? [];
    const second = await paste(repository, command, codex.env.PATH);
    expect(second.output).toMatch(/^EXEC_DONE:ISS-1$/m);
    expect(second.code).toBe(0);
  });

  test('the whole output of the check that failed is kept', async () => {
    const repository = useTheRepository();
    repository.write(
      'docs/issues/ISS-2.json',
      solutionText('ISS-2', {
        files: ['a.txt'],
        commands: ['echo a > a.txt'],
        verification: ['echo first', 'seq 20000; exit 3'],
      }),
    );
    await planex(repository, ['run', 'ISS-2']);
    const { test_output: output = '' } = readFailure(
      repository,
      taskOf(await readStatus(repository), '#T1').run ?? '',
    );
    expect(output.trim().split('\n')).toEqual(
      Array.from({ length: 20_000 }, (_, index) => String(index + 1)),
    );
  });

  test('an issue goes on with all that has failed of it, and with nothing that was cancelled', async () => {
    const gate = join(makeFolder(), 'gate');
    const repository = useTheRepository();
    const needsGate = (path: string): { files: string[]; commands: string[] } => ({
      files: [path],
      commands: [`test -e ${gate}`, `echo x > ${path}`],
    });
    repository.write(
      'docs/issues/ISS-3.json',
      solutionText('ISS-3', needsGate('a.txt'), needsGate('b.txt'), needsGate('c.txt')),
    );
    expect(await planex(repository, ['run', 'ISS-3'])).toMatchObject({ code: 1 });
    await planexOk(repository, 'cancel', 'ISS-3#T3');
    writeFileSync(gate, '');
    expect((await planex(repository, ['resume', 'ISS-3'])).code).toBe(1);
    expect(['a.txt', 'b.txt', 'c.txt'].map((path) => existsSync(join(repository.path, path)))).toEqual([
      true,
      true,
      false,
    ]);
    expect((await planex(repository, ['resume', 'ISS-3#T3'])).code).toBe(0);
  });

  test('of a task is told how that one goes on, and what is behind it, and not of what else was stopped', async () => {
    const gate = join(makeFolder(), 'gate');
    const repository = useTheRepository();
    const needsGate = (path: string) => ({
      files: [path],
      commands: [`test -e ${gate}`, `echo x > ${path}`],
    });
    const { path, ids } = writePlan(repository, 'mine', [
      needsGate('a.txt'),
      { ...needsGate('b.txt'), dependsOn: '1' },
      needsGate('c.txt'),
    ]);
    const [first = '', second = '', third = ''] = ids;
    expect(await planex(repository, ['run', path])).toMatchObject({ code: 1 });
    await planexOk(repository, 'cancel', third);
    await planexOk(repository, 'pause');
    const paused = await planex(repository, ['resume', first]);
    expect(paused).toMatchObject({
      code: 1,
      stdout: `mine: ${first} is waiting: planex is paused\n  do: planex unpause\n`,
    });
    const blocked = await planex(repository, ['resume', second]);
    expect(blocked.code).toBe(1);
    expect(blocked.stdout).toContain(`mine: ${second} is blocked: ${first} is waiting: planex is paused\n`);

    await planexOk(repository, 'unpause');
    writeFileSync(gate, '');
    const done = await planex(repository, ['resume', first]);
    expect(done.code).toBe(0);
    expect(done.stdout).toContain(`${first} is done; of the same file ${third} is cancelled: `);
    expect(done.stdout).not.toContain('EXEC_');
    expect(existsSync(join(repository.path, 'b.txt'))).toBe(true);
    const last = await planex(repository, ['resume', third]);
    expect(last.code).toBe(0);
    expect(last.stdout).toMatch(/^EXEC_DONE:mine$/m);
  });

  test('an id that a shell would take apart is quoted', async () => {
    const gate = join(makeFolder(), 'gate');
    const repository = useTheRepository();
    const path = "docs/plans/it's $HOME; a plan.md";
    repository.write(path, planText([{ files: ['a.txt'], commands: [`test -e ${gate} && echo a > a.txt`] }]));
    const { stdout } = await planex(repository, ['run', path]);
    const [, command = ''] = /^ +to go on: (.*)$/m.exec(stdout) ?? [];
    writeFileSync(gate, '');
    expect(await paste(repository, command, process.env['PATH'] ?? '')).toMatchObject({ code: 0 });
    expect(repository.read('a.txt')).toBe('a\n');
  });

  test('what nobody knows begins nothing', async () => {
    const repository = useTheRepository();
    const { code, stdout, stderr } = await planex(repository, ['resume', 'ISS-9']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('"ISS-9" is neither an issue, nor a plan, nor a task that planex knows');
  });
});
