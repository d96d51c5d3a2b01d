import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findMarked } from '../../../src/executors/process-tree.ts';
import { runProcess, whileRunning } from '../../../src/executors/run-process.ts';
import { readTail } from '../../../src/executors/tail.ts';
import { useProgram, waitUntil } from '../../support/program.ts';

describe('standard input', () => {
  test('is closed when there is none, so that nothing waits for it', async () => {
    const program = useProgram('reads-stdin.sh');
    const { exit } = await runProcess(program.spec);
    expect(await exit).toMatchObject({ kind: 'exited', code: 0 });
    expect(program.output()).toBe('read 0 bytes\n');
  });

  test('takes a prompt that is too long for an argument', async () => {
    const program = useProgram('reads-stdin.sh', { input: { kind: 'text', text: 'é'.repeat(100_000) } });
    const { exit } = await runProcess(program.spec);
    expect(await exit).toMatchObject({ kind: 'exited', code: 0 });
    expect(program.output()).toBe('read 200000 bytes\n');
    expect(readdirSync(program.folder)).toEqual(['output']);
  });

  test('is not disturbed by what a killed planex left', async () => {
    const program = useProgram('reads-stdin.sh', { input: { kind: 'text', text: 'new' } });
    writeFileSync(`${program.spec.outputFile}.input`, 'left over', { mode: 0o444 });
    await (await runProcess(program.spec)).exit;
    expect(program.output()).toBe('read 3 bytes\n');
  });

  test('may be left unread', async () => {
    const program = useProgram('both-streams.sh', { input: { kind: 'text', text: 'x'.repeat(200_000) } });
    const { exit } = await runProcess(program.spec);
    expect(await exit).toMatchObject({ kind: 'exited', code: 0 });
  });

  test('can be a file', async () => {
    const program = useProgram('reads-stdin.sh');
    const { size } = statSync(import.meta.filename);
    const { exit } = await runProcess({
      ...program.spec,
      input: { kind: 'file', path: import.meta.filename },
    });
    await exit;
    expect(program.output()).toBe(`read ${size} bytes\n`);
  });
});

describe('what is done while it runs', () => {
  test('ends with it', async () => {
    const program = useProgram('reads-stdin.sh');
    const seen: number[] = [];
    const running = await runProcess(program.spec);
    const exit = await whileRunning(running, async ({ pid }) => void seen.push(pid));
    expect(exit).toMatchObject({ kind: 'exited', code: 0 });
    expect(seen).toEqual([running.process?.pid]);
  });

  test('takes it along when it fails, with all that it has started', async () => {
    const program = useProgram('never-exits.sh');
    const running = await runProcess(program.spec);
    let started = 0;
    const failing = whileRunning(running, async () => {
      await waitUntil(() => findMarked(program.spec.marker).length > 1, 'it has started others');
      started = findMarked(program.spec.marker).length;
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(started).toBeGreaterThan(1);
    expect(findMarked(program.spec.marker)).toEqual([]);
    expect(await running.exit).toMatchObject({ kind: 'stopped', survivors: 0 });
  });
});

describe('output', () => {
  test('holds both streams in their order and is appended to', async () => {
    const program = useProgram('both-streams.sh');
    await (await runProcess(program.spec)).exit;
    await (await runProcess(program.spec)).exit;
    expect(program.output()).toBe('one\ntwo\nthree\n'.repeat(2));
    expect(statSync(program.spec.outputFile).mode & 0o777).toBe(0o600);
  });

  test('leaves standard error to a file of its own where there is one', async () => {
    const program = useProgram('both-streams.sh');
    const errorFile = join(program.folder, 'errors');
    await (await runProcess({ ...program.spec, errorFile })).exit;
    expect(program.output()).toBe('one\nthree\n');
    expect(readFileSync(errorFile, 'utf8')).toBe('two\n');
    expect(statSync(errorFile).mode & 0o777).toBe(0o600);
  });

  test('may be a line of 20 MB', async () => {
    const program = useProgram('long-line.mjs');
    expect(await (await runProcess(program.spec)).exit).toMatchObject({ kind: 'exited', code: 0 });
    expect(statSync(program.spec.outputFile).size).toBe(20 * 1024 * 1024 + 9);
    expect(await readTail(program.spec.outputFile, 100)).toBe('the end\n');
  });

  test('keeps bytes that are not UTF-8', async () => {
    const program = useProgram('invalid-utf8.sh');
    await (await runProcess(program.spec)).exit;
    expect(statSync(program.spec.outputFile).size).toBe('before ___ after\n'.length);
    expect(await readTail(program.spec.outputFile, 100)).toMatch(/^before \uFFFD+ after\n$/);
  });

  test('does not decide: words of failure with exit status 0, or no words at all', async () => {
    const liar = useProgram('says-error-exits-zero.sh');
    expect(await (await runProcess(liar.spec)).exit).toMatchObject({ kind: 'exited', code: 0 });
    const silent = useProgram('both-streams.sh', { file: 'true', args: [] });
    expect(await (await runProcess(silent.spec)).exit).toMatchObject({ kind: 'exited', code: 0 });
    expect(silent.output()).toBe('');
  });
});

test('the environment is exactly what was given, and the marker', async () => {
  const program = useProgram('prints-environment.sh');
  await (await runProcess({ ...program.spec, env: { PATH: '/usr/bin:/bin', GREETING: 'hello' } })).exit;
  const names = program.output().split('\n').filter(Boolean);
  expect(names.filter((line) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line))).toEqual([
    'GREETING=hello',
    'PATH=/usr/bin:/bin',
    `PLANEX_RUN=${program.spec.marker}`,
  ]);
});

describe('what cannot be started', () => {
  const digest = createHash('sha256').update('no such program').digest('hex');
  const cases: [string, Parameters<typeof useProgram>[1], RegExp][] = [
    ['a missing program', { file: `program-${digest}` }, /ENOENT/],
    ['a missing folder', { cwd: join('/', digest) }, /ENOENT/],
    ['an argument of 200 KB', { args: ['x'.repeat(200_000)] }, /E2BIG/],
    ['an output file in a missing folder', { outputFile: join('/', digest, 'output') }, /ENOENT/],
    ['a missing input file', { input: { kind: 'file', path: join('/', digest) } }, /ENOENT/],
  ];
  test.each(cases)('%s', async (_, change, message) => {
    const { process: started, exit } = await runProcess(useProgram('both-streams.sh', change).spec);
    expect(started).toBeUndefined();
    expect(await exit).toMatchObject({ kind: 'not-started', message: expect.stringMatching(message) });
  });
});

test('a failing exit status and a signal are told apart', async () => {
  const failing = useProgram('both-streams.sh', { file: 'sh', args: ['-c', 'exit 41'] });
  expect(await (await runProcess(failing.spec)).exit).toMatchObject({ kind: 'exited', code: 41 });
  const killed = useProgram('both-streams.sh', { file: 'sh', args: ['-c', 'kill -SEGV $$'] });
  expect(await (await runProcess(killed.spec)).exit).toMatchObject({ kind: 'signalled', signal: 'SIGSEGV' });
});
