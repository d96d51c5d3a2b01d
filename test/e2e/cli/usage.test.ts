import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { solutionText } from '../../support/planned.ts';
import { expectNothingLeft, planex } from '../../support/planex.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';
import { makeStubAgents } from '../../support/stub-agents.ts';

describe('help', () => {
  it('planex alone shows the commands', async () => {
    const result = await planex(makeFolder(), []);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(/^Usage: planex/);
    expect(result.stdout).toContain('show every task and where it stands');
  });

  it.each([
    ['help', 'start'],
    ['start', '--help'],
    ['start', '-h'],
  ])('planex %s %s shows an example', async (...args) => {
    const result = await planex(makeFolder(), args);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('planex start --foreground');
  });

  it('planex help shows the commands', async () => {
    expect(await planex(makeFolder(), ['help'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('planex --version is the version of the package', async () => {
    const result = await planex(makeFolder(), ['--version']);
    expect(result.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a mistake on the command line exits with 2 and says what to do', () => {
  it.each([
    [['strat'], "unknown command 'strat'; did you mean start?", 'planex --help'],
    [['frobnicate'], "unknown command 'frobnicate'", 'planex --help'],
    [['help', 'frobnicate'], "unknown command 'frobnicate'", 'planex --help'],
    [['--frobnicate'], "unknown option '--frobnicate'", 'planex --help'],
    [['status', '--jsn'], "unknown option '--jsn'; did you mean --json?", 'planex help status'],
    [['why'], "missing required argument 'task'", 'planex help why'],
    [['stop', 'it'], "too many arguments for 'stop'", 'planex help stop'],
    [['logs', '-n'], "option '-n, --lines <count>' argument missing", 'planex help logs'],
    [['logs', '-n', 'few'], '--lines takes a whole number, not "few"', 'planex logs -n 50'],
    [['trust', '--revoke'], 'nothing named to revoke', '--list'],
    [['exec', 'Is it?', 'readonly'], 'there is no such folder', 'read-only and workspace-write'],
    [['exec', 'Is it?', '--timeout', 'soon'], '--timeout takes a time', '90s or 10m'],
    [['exec', 'Is it?', '--effort', 'mega'], 'no program knows the effort "mega"', 'low, medium, high'],
    [['exec', 'Is it?', '--backend', 'shell'], '"shell" is no agent', '--backend: codex, claude, gemini'],
    [['parallel'], 'there is no prompt', 'planex parallel "<prompt>"'],
    [['exec', 'Is it?', '--work', 'options'], 'options are what planex parallel asks for', 'planex help'],
    [['why', 'nothing#1'], 'there is no task "nothing#1"', 'planex status'],
  ])('planex %j', async (args, what, todo) => {
    const result = await planex(makeRepository(), args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(`planex: ${what}`);
    expect(result.stderr).toMatch(new RegExp(`^ {2}do: .*${todo}`, 'm'));
  });

  it('an id that several tasks end with names some of them', async () => {
    const repository = makeRepository();
    for (const name of ['one', 'two']) repository.write(`docs/plans/${name}.md`, '### Task 1: Do it\n');
    const result = await planex(repository, ['why', '1']);
    expect(result).toMatchObject({ code: 2 });
    expect(result.stderr).toContain('"1" could be any of 2 tasks');
    expect(result.stderr).toContain('docs/plans/one#1, docs/plans/two#1');
  });
});

describe('where planex cannot work it exits with 2 and says what to do', () => {
  it('outside of a repository', async () => {
    const folder = makeFolder();
    const result = await planex(folder, ['status']);
    expect(result.code).toBe(2);
    expect(result.stderr).toBe(
      `planex: This is not a Git repository.\n  at: ${folder}\n  do: Change to your repository, or make one with \`git init\`.\n`,
    );
  });

  it('in a bare repository, and inside of .git', async () => {
    const repository = makeRepository();
    const bare = makeFolder();
    repository.git('clone', '--quiet', '--bare', '.', bare);
    expect(await planex(bare, ['status'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('bare'),
    });
    const inside = await planex(join(repository.path, '.git'), ['status']);
    expect(inside).toMatchObject({ code: 2, stderr: expect.stringContaining('the inside of a git folder') });
  });

  it('without git, and with a git that is too old', async () => {
    const repository = makeRepository();
    const folder = makeFolder();
    const none = await planex(repository, ['status'], { env: { PATH: folder } });
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no git on PATH.') });
    writeFileSync(join(folder, 'git'), '#!/bin/sh\necho git version 2.35.8\n', { mode: 0o755 });
    const old = await planex(repository, ['status'], { env: { PATH: `${folder}:/bin:/usr/bin` } });
    expect(old).toMatchObject({ code: 2, stderr: expect.stringContaining('git 2.35 is too old.') });
    expect(old.stderr).toContain('do: Install git 2.36 or newer.');
  });

  it('in a folder that is gone', async () => {
    const repository = makeRepository();
    const gone = mkdtempSync(join(repository.path, 'gone-'));
    const result = await planex(repository, ['status'], {
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(leave(gone))}` },
    });
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('the current folder is gone') });
  });
});

/** A program that makes its own folder vanish. */
function leave(folder: string): string {
  return `process.chdir(${JSON.stringify(folder)});(await import('node:fs')).rmdirSync(${JSON.stringify(folder)})`;
}

describe('examples', () => {
  it('every command has examples that work as they stand', async () => {
    const repository = makeRepository();
    const plan = 'docs/plans/2026-11-20-login.md';
    repository.write(plan, ['a', 'b'].map(taskText).join('\n'));
    // What `planex run` speaks of.
    const issue = 'ISS-20261120-001';
    repository.write(
      `docs/issues/${issue}.json`,
      solutionText(issue, { files: ['e.txt'], commands: ['echo e > e.txt'] }),
    );
    repository.write('notes/colour.md', '# Greet in colour\n');
    // What `planex issues` speaks of.
    repository.write('notes/issues.jsonl', '{"title":"Greet in Greek"}\n');
    // What `planex guard` speaks of.
    repository.commit({ 'docs/plans/completed/files.md': '**load-bearing** `--mode write`\n' });
    expect(await planex(repository, ['init', '--yes'])).toMatchObject({ code: 0 });
    expect(await planex(repository, ['once'])).toMatchObject({ code: 0 });
    onTestFinished(async () => {
      await planex(repository, ['stop', '--now']);
      await expectNothingLeft(repository);
    });

    const env = makeStubAgents();
    const listed = (await planex(repository, ['--help'])).stdout;
    const names = [...listed.matchAll(/^ {2}([a-z]+) /gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help');
    // What is undone first can be retried, and then cancelled.
    const first = ['undo', 'retry', 'cancel'];
    const last = ['start', 'stop'];
    // These need an agent that has failed or asked: test/agents/daemon and test/e2e/execplan run them.
    const elsewhere = ['approve', 'reject', 'resolve'];
    expect(names.length).toBeGreaterThan(12);
    const inOrder = [
      ...first,
      ...names.filter((name) => ![...first, ...last, ...elsewhere].includes(name)),
      ...last,
    ];
    for (const name of inOrder) {
      const help = (await planex(repository, ['help', name])).stdout;
      const examples = help.split('\nExamples:\n')[1]?.trim().split('\n') ?? [];
      expect(examples, name).not.toEqual([]);
      // Calls that cost something are made once a person at a terminal has said yes: test/e2e/cli/qualify.
      for (const example of examples.filter((one) => !one.includes('--qualify'))) {
        const [program, ...args] = splitWords(example);
        expect(program).toBe('planex');
        const code = await runExample(repository.path, args, env);
        expect([0, 1], `${example} exits with ${code}`).toContain(code);
      }
    }
    // More than a hundred commands, one after the other.
  }, 600_000);
});

/** Following and staying in the foreground end when they are told to. */
async function runExample(cwd: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (!args.includes('-f')) return (await planex(cwd, args, { env })).code;
  const following = spawnPlanex(cwd, args, env);
  await following.says(/./);
  following.signal('SIGINT');
  return following.ended();
}

/** The words of a command line, of which those in double quotes are one. */
function splitWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function taskText(name: string, index: number): string {
  return `### Task ${index + 1}: Write ${name}\n\n**Files:**\n- Create: \`${name}\`\n\n**Commands:**\n- \`echo ${name} > ${name}\`\n\n- [ ] do it\n`;
}
