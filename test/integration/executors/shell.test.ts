import { describe, expect, test } from 'vitest';
import { createShellExecutor } from '../../../src/executors/shell.ts';
import { makeRequest, makeScript } from '../../support/executor-request.ts';
import { makeFolder } from '../../support/repository.ts';
import { runExecutor } from '../../support/run-executor.ts';

const shell = createShellExecutor(process.env);

function runCommands(...commands: (string | [string, string])[]): ReturnType<typeof runExecutor> {
  const scripts = commands.map((command) =>
    typeof command === 'string' ? makeScript(command) : makeScript(...command),
  );
  return runExecutor(shell, makeRequest(makeFolder(), { commands: scripts }));
}

const done = { kind: 'done' };

function failedWith(message: string | RegExp): object {
  return { kind: 'failed', reason: { code: 'internal', message: expect.stringMatching(message) } };
}

describe('commands that succeed', () => {
  test('run in order in one session, each shown before it runs', async () => {
    const { outcome, output } = await runCommands(
      'mkdir inner',
      'cd inner && greeting=hello',
      'echo "$greeting $(basename "$PWD")"',
    );
    expect(outcome).toEqual(done);
    expect(output).toBe(
      '$ mkdir inner\n$ cd inner && greeting=hello\n$ echo "$greeting $(basename "$PWD")"\nhello inner\n',
    );
  });

  test('may have several lines and here documents', async () => {
    const { outcome, output } = await runCommands(
      "cat <<'END'\n  $HOME isn't 100% \\n\nEND\necho after\n",
      'echo next',
    );
    expect(outcome).toEqual(done);
    expect(output.split('\n').slice(4)).toEqual([
      "  $HOME isn't 100% \\n",
      'after',
      '$ echo next',
      'next',
      '',
    ]);
  });

  test('may come with the line ends of Windows', async () => {
    const { outcome, output } = await runCommands('if true; then\r\n  echo yes\r\nfi\r\n');
    expect(outcome).toEqual(done);
    expect(output.endsWith('\nyes\n')).toBe(true);
  });

  test('find nothing on standard input', async () => {
    expect((await runCommands('cat', 'echo end')).output).toBe('$ cat\n$ echo end\nend\n');
  });

  test('run in bash when one of them asks for it', async () => {
    const { outcome, output } = await runCommands(
      ['words=(one two)\necho "${words[1]}"', 'bash'],
      'echo three',
    );
    expect(outcome).toEqual(done);
    expect(output.endsWith('two\n$ echo three\nthree\n')).toBe(true);
  });

  test('may leave the shell with status 0 when they are the last', async () => {
    expect((await runCommands('true', 'exit 0')).outcome).toEqual(done);
  });

  test('may clean up after themselves', async () => {
    const { outcome, output } = await runCommands("trap 'echo swept' EXIT", 'echo work');
    expect(outcome).toEqual(done);
    expect(output.endsWith('work\nswept\n')).toBe(true);
  });
});

describe('the first command that fails', () => {
  test('ends the session and is named with its exit status', async () => {
    const { outcome, output } = await runCommands('true', 'sh -c "exit 3"', 'echo never');
    expect(outcome).toEqual(failedWith(/^command 2 of 3 failed with exit status 3: sh -c "exit 3"$/));
    expect(output).not.toContain('never');
  });

  test('may be one line of several', async () => {
    const { outcome, output } = await runCommands('echo before\nfalse\necho never ran');
    expect(outcome).toEqual(failedWith(/^command 1 of 1 failed with exit status 1: echo before$/));
    expect(output).not.toMatch(/^never ran/m);
  });

  test('is noticed although an earlier one switched `set -e` off', async () => {
    const { outcome } = await runCommands('set +e', 'false\ntrue', 'true');
    expect(outcome).toEqual(failedWith(/^command 2 of 3 failed/));
  });

  test('is noticed although it switches `set -e` off itself', async () => {
    expect((await runCommands('set +e; false', 'true')).outcome).toEqual(
      failedWith(/^command 1 of 2 failed/),
    );
  });

  test.each(['sh', 'bash'])('may be a syntax error (%s), which stays its own', async (name) => {
    const { outcome, output } = await runCommands('true', ['echo "unfinished', name], 'echo never');
    expect(outcome).toEqual(failedWith(/^command 2 of 3 failed with exit status [12]: echo "unfinished$/));
    expect(output).not.toContain('never');
  });

  test('may be one that does not exist', async () => {
    expect((await runCommands('no-such-program-here')).outcome).toEqual(
      failedWith(/^command 1 of 1 failed with exit status 127: no-such-program-here$/),
    );
  });

  test('may leave the shell with status 0 before the others could run', async () => {
    const { outcome, output } = await runCommands('exit 0', 'echo never');
    expect(outcome).toEqual(failedWith(/^command 1 of 2 left the shell before the next could run: exit 0$/));
    expect(output).not.toContain('never');
  });

  test('is not hidden by a trap of the task', async () => {
    expect((await runCommands("trap 'true' EXIT", 'sh -c "exit 9"')).outcome).toEqual(
      failedWith(/^ended with exit status 9/),
    );
  });
});

test('a task without commands is not for this executor', () => {
  const { task } = makeRequest('/folder', { commands: [makeScript(' \n')] });
  expect(shell.canRun(task)).toEqual({ ok: false, failure: expect.stringContaining('no commands') });
});

test('the shell is usable here, and not where there is none', async () => {
  expect(await shell.check()).toEqual({ ok: true, value: undefined });
  expect(await createShellExecutor({ PATH: '/nowhere' }).check()).toMatchObject({ ok: false });
});
