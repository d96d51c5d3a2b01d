import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCustomExecutor, type CustomExecutorConfig } from '../../../src/executors/custom.ts';
import { makeRequest } from '../../support/executor-request.ts';
import { makeFolder } from '../../support/repository.ts';
import { runExecutor } from '../../support/run-executor.ts';

const AGENT = join(import.meta.dirname, '../../fixtures/programs/tells-what-it-got.sh');

function createAgent(config: Partial<CustomExecutorConfig>): ReturnType<typeof createCustomExecutor> {
  const full: CustomExecutorConfig = { command: ['sh', AGENT], prompt: 'stdin', ...config };
  return createCustomExecutor('agent', full, { home: makeFolder(), env: process.env });
}

test('a prompt on standard input', async () => {
  const request = { ...makeRequest(makeFolder()), prompt: 'Fix it.' };
  const { outcome, output } = await runExecutor(createAgent({}), request);
  expect(outcome).toEqual({ kind: 'done' });
  expect(output.endsWith('input: Fix it.\n')).toBe(true);
});

test('a prompt as a file, with the placeholders filled in and everything in the environment', async () => {
  const request = makeRequest(makeFolder());
  const command = ['sh', AGENT, '--prompt={prompt_file}', '{workspace}', '{task_id}:{artifact}', '{other}'];
  const { output } = await runExecutor(createAgent({ command, prompt: 'file' }), request);
  const lines = output.split('\n');
  expect(lines.filter((line) => !line.startsWith('PLANEX_RUN='))).toEqual([
    `argument: --prompt=${request.promptFile}`,
    `argument: ${request.workspace}`,
    `argument: ${request.task.id}:${request.artifactSnapshot}`,
    'argument: {other}',
    `PLANEX_ARTIFACT=${request.artifactSnapshot}`,
    `PLANEX_PROMPT_FILE=${request.promptFile}`,
    `PLANEX_TASK=${request.task.id}`,
    `PLANEX_WORKSPACE=${request.workspace}`,
    'input: ',
    '',
  ]);
});

test('a failure is told with the last words of the program', async () => {
  const agent = createAgent({
    command: ['sh', '-c', 'echo working; echo "\u001b[31mno key\u001b[0m"; exit 4'],
  });
  const { outcome } = await runExecutor(agent, makeRequest(makeFolder()));
  expect(outcome).toEqual({
    kind: 'failed',
    reason: { code: 'internal', message: 'ended with exit status 4: no key' },
  });
});

describe('whether it can be used', () => {
  const request = makeRequest('/workspace');

  test('a bare name is looked for on the PATH', async () => {
    expect(await createAgent({}).check()).toMatchObject({ ok: true });
    const missing = createAgent({ command: ['no-such-program-here'] });
    expect(await missing.check()).toEqual({
      ok: false,
      failure:
        '`no-such-program-here` is not on the PATH: install it, or mend `executors.agent.command` in .planexrc',
    });
    expect(await createAgent({ env: { PATH: '/nowhere' } }).check()).toMatchObject({ ok: false });
  });

  test('a name with a slash is taken from the home work tree, and must be executable', async () => {
    const home = makeFolder();
    mkdirSync(join(home, 'tools'));
    copyFileSync(AGENT, join(home, 'tools/agent'));
    const agent = createCustomExecutor(
      'agent',
      { command: ['./tools/agent'], prompt: 'stdin' },
      { home, env: {} },
    );
    chmodSync(join(home, 'tools/agent'), 0o644);
    expect(await agent.check()).toMatchObject({ ok: false });
    chmodSync(join(home, 'tools/agent'), 0o755);
    expect(await agent.check()).toMatchObject({ ok: true });
    expect(agent.prepare(request).file).toBe(join(home, 'tools/agent'));
  });

  test('a folder is not a program, and `~` is the home folder', async () => {
    const home = makeFolder();
    mkdirSync(join(home, 'agent'));
    const config: CustomExecutorConfig = { command: ['~/agent'], prompt: 'stdin' };
    const agent = createCustomExecutor('agent', config, { home: '/', env: { HOME: home } });
    expect(await agent.check()).toMatchObject({ ok: false });
    writeFileSync(join(home, 'tool'), '', { mode: 0o755 });
    const tool = createCustomExecutor(
      'agent',
      { ...config, command: ['~/tool'] },
      { home: '/', env: { HOME: home } },
    );
    expect(await tool.check()).toMatchObject({ ok: true });
  });
});
