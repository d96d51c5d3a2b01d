import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { findProcesses, planexEnvironment } from '../support/planex.ts';
import { waitUntil } from '../support/program.ts';
import { makeFolder } from '../support/repository.ts';

interface DemoRun {
  child: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
  /** What is left in the folder for temporary files, and which processes. */
  leftovers(): unknown;
}

/** Starts the demonstration as on a fresh machine: an empty home, no Git identity, an empty folder for temporary files. */
function startDemo(change: NodeJS.ProcessEnv = {}): DemoRun {
  const home = makeFolder();
  const temporary = makeFolder();
  const env = { ...planexEnvironment(home), HOME: home, TMPDIR: temporary, ...change };
  const child = spawn(process.execPath, [join(inject('planexBundle'), 'demo.mjs')], {
    cwd: home,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !/^(XDG_|GIT_)/.test(name))),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(() => {
    for (const pid of findProcesses(home)) process.kill(pid, 'SIGKILL');
  });
  return {
    child,
    ended,
    output: () => output,
    leftovers: () => ({
      files: [...readdirSync(home), ...readdirSync(temporary)],
      processes: findProcesses(home),
    }),
  };
}

const nothing = { files: [], processes: [] };

describe('npm run demo', () => {
  test('shows the way of a plan and a solution, and leaves nothing behind', async () => {
    const demo = startDemo();
    expect(await demo.ended, demo.output()).toBe(0);
    const output = demo.output();
    expect(output).toContain('EXEC_DONE:greetings\n');
    expect(output).toContain('EXEC_DONE:DEMO-1\n');
    expect(output).toMatch(/done +#3 Check both [0-9a-f]{10}\n/);
    expect(output).toMatch(/: feat\(greetings\): Say hello\n\nPlanex-Task: .*\nPlanex-Digest: sha256:/);
    expect(output).toContain(': fix(DEMO-1): Spell "friendly" as the dictionary does\n');
    expect(output.split('MM notes.txt\n')).toHaveLength(3);
    expect(demo.leftovers()).toEqual(nothing);
  });

  test('interrupted at work, it ends everything and leaves nothing behind', async () => {
    // A check that does not come to its end by itself.
    const folder = makeFolder();
    writeFileSync(join(folder, 'grep'), '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
    const demo = startDemo({ PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` });
    await waitUntil(() => demo.output().includes('[executor]'), 'a run has begun');
    demo.child.kill('SIGINT');
    expect(await demo.ended, demo.output()).toBe(1);
    expect(demo.output()).toContain('The demonstration failed: ended by SIGINT');
    expect(demo.leftovers()).toEqual(nothing);
  });

  test('where it cannot work it says why and leaves nothing behind', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'bin'));
    symlinkSync(process.execPath, join(folder, 'bin/node'));
    const demo = startDemo({ PATH: join(folder, 'bin') });
    expect(await demo.ended).toBe(1);
    expect(demo.output()).toContain('The demonstration failed: spawn git ENOENT');
    expect(demo.leftovers()).toEqual(nothing);
  });
});
