import { describe, expect, test } from 'vitest';
import { isRunning } from '../support/program.ts';
import { makeFolder } from '../support/repository.ts';
import { GEMINI_CASES } from './gemini-cases.ts';
import { GEMINI_PROGRAM, makeGeminiScene } from './gemini-scene.ts';
import { callTool, sayText, usageOf } from './mock/gemini-replies.ts';
import { startModelServer } from './mock/model-server.ts';
import { recordRun } from './record-run.ts';
import { readFiles } from './read-files.ts';
import { runAgent } from './run-agent.ts';
import { makeWaitingCommand } from './waiting-command.ts';

/** With a model of its own choice the CLI asks the server first which one to take. */
const model = 'gemini-2.5-flash';

describe.skipIf(GEMINI_PROGRAM === undefined)('gemini', () => {
  test.each(GEMINI_CASES.filter(({ recordedOnly }) => recordedOnly !== true))(
    '$name',
    async ({ name, replies, requests, call, env = {}, home = {}, limits, outcome, files }) => {
      const server = await startModelServer(replies);
      const scene = await makeGeminiScene(server.url, { env, home });
      const run = await runAgent(scene, { model, ...call }, limits && { limits });
      if (process.env['RECORD_AGENTS'] !== undefined) await recordRun(name, scene, server.url, run);
      expect(run.outcome).toMatchObject(outcome);
      if (requests !== undefined) expect(server.requests).toHaveLength(requests);
      if (files !== undefined) expect(readFiles(run.call.workspace)).toEqual(files);
    },
  );

  test('goes on with its session in the same workspace, and counts only what is new', async () => {
    const server = await startModelServer([sayText('One.'), sayText('Two.')]);
    const scene = await makeGeminiScene(server.url);
    const workspace = makeFolder();
    const first = await runAgent(scene, { model, workspace });
    const resume = first.outcome.conversation;
    const second = await runAgent(scene, { model, workspace, ...(resume && { resume }) });
    expect(second.outcome).toMatchObject({ kind: 'answered', answer: 'Two.', usage: usageOf(1) });
    expect(second.outcome.conversation?.id).toBe(resume?.id);
    expect(server.requests[1]?.body).toContain('One.');
  });

  test('killed in the middle of a command, it leaves nothing behind', async () => {
    const command = makeWaitingCommand();
    const server = await startModelServer([callTool('run_shell_command', { command: command.text })]);
    const killed = runAgent(await makeGeminiScene(server.url), { model });
    const { pid, cli } = await command.started();
    process.kill(cli, 'SIGKILL');
    const { outcome, exit } = await killed;
    expect(exit).toMatchObject({ kind: 'signalled', signal: 'SIGKILL', survivors: 0 });
    // It starts commands in groups of their own, and KILL gives it no time to end them.
    expect(exit.leftovers).toBeGreaterThan(0);
    expect(isRunning(pid)).toBe(false);
    expect(outcome).toMatchObject({ kind: 'failed', failure: 'cut-off' });
  });

  test('ended by TERM in the middle of a command, it leaves nothing behind and is no success', async () => {
    const command = makeWaitingCommand();
    const server = await startModelServer([callTool('run_shell_command', { command: command.text })]);
    const ended = runAgent(await makeGeminiScene(server.url), { model });
    const { pid, cli } = await command.started();
    process.kill(cli, 'SIGTERM');
    const { outcome, exit } = await ended;
    expect(exit).toMatchObject({ kind: 'exited', code: 0, survivors: 0 });
    expect(isRunning(pid)).toBe(false);
    expect(outcome).toMatchObject({ kind: 'failed', failure: 'cut-off' });
  });

  test("reading stays closed where the user's own settings would open a shell", async () => {
    const server = await startModelServer([
      callTool('run_shell_command', { command: 'echo hi > made.txt' }),
      sayText('I could not.'),
    ]);
    const settings = {
      security: { auth: { selectedType: 'gemini-api-key' } },
      tools: { allowed: ['run_shell_command'] },
      general: { maxAttempts: 1 },
    };
    const home = { '.gemini/settings.json': JSON.stringify(settings) };
    const scene = await makeGeminiScene(server.url, { home });
    const run = await runAgent(scene, { model, sandbox: 'read-only' });
    expect(run.outcome).toMatchObject({ kind: 'answered', answer: 'I could not.' });
    expect(readFiles(run.call.workspace)).toEqual({});
  });

  test('a prompt is data: it is neither an option nor a file to be read, however long', async () => {
    const server = await startModelServer([sayText('Done.')]);
    const prompt = `--help\n@/etc/hostname ${'word '.repeat(40_000)}end of the prompt`;
    const { outcome } = await runAgent(await makeGeminiScene(server.url), { model, prompt });
    expect(outcome).toMatchObject({ kind: 'answered' });
    expect(server.requests[0]?.body).toContain('end of the prompt');
  });
});
