import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isRunning, waitUntil } from '../support/program.ts';
import { CLAUDE_CASES } from './claude-cases.ts';
import { CLAUDE_PROGRAM, makeClaudeScene } from './claude-scene.ts';
import { isWrittenDown } from './is-written-down.ts';
import { callTool, refuse, sayText, usageOf } from './mock/anthropic-replies.ts';
import { startModelServer } from './mock/model-server.ts';
import { recordRun } from './record-run.ts';
import { readFiles } from './read-files.ts';
import { readToldCost } from './read-told-cost.ts';
import { runAgent, type SceneRun } from './run-agent.ts';
import { makeWaitingCommand } from './waiting-command.ts';

describe.skipIf(CLAUDE_PROGRAM === undefined)('claude', () => {
  test.each(CLAUDE_CASES)('$name', async ({ name, replies, requests, call, env, limits, outcome, files }) => {
    const server = await startModelServer(replies);
    const scene = await makeClaudeScene(server.url, env);
    const run = await runAgent(scene, call, limits && { limits });
    if (process.env['RECORD_AGENTS'] !== undefined) await recordRun(name, scene, server.url, run);
    expect(run.outcome).toMatchObject(outcome);
    if (requests !== undefined) expect(server.requests).toHaveLength(requests);
    if (files !== undefined) expect(readFiles(run.call.workspace)).toEqual(files);
  });

  test('goes on with its conversation, and counts only what is new', async () => {
    const server = await startModelServer([
      sayText('One.'),
      callTool('Bash', { command: 'true', description: 'Wait' }),
      sayText('Two.'),
      callTool('Bash', { command: 'true', description: 'Wait' }),
      refuse(500, 'api_error', 'Oh'),
      sayText('Four.'),
    ]);
    const scene = await makeClaudeScene(server.url);
    const runs: SceneRun[] = [];
    for (const answers of [1, 2, 1, 1]) {
      const resume = runs.at(-1)?.outcome.conversation;
      const run = await runAgent(scene, resume && { resume });
      runs.push(run);
      expect(run.outcome.usage).toMatchObject(usageOf(answers));
    }
    const [first, second, third, last] = runs.map(({ outcome }) => outcome);
    expect([second?.kind, third?.kind, last?.kind]).toEqual(['answered', 'failed', 'answered']);
    expect(last).toMatchObject({ answer: 'Four.', conversation: { id: first?.conversation?.id } });
    expect(last?.conversation?.totals).toMatchObject(usageOf(5));
    expect(server.requests[1]?.body).toContain('One.');

    // Each answer of the server is of the same size, and has one price.
    const price = readToldCost(runs[0]?.stdout ?? '');
    expect(price).toBeGreaterThan(0);
    const costs = runs.map(({ outcome }) => outcome.usage.costUsd ?? Number.NaN);
    for (const [index, answers] of [1, 2, 1, 1].entries())
      expect(costs[index]).toBeCloseTo(answers * price, 10);
    const told = readToldCost(runs[3]?.stdout ?? '');
    expect(told).toBeCloseTo(5 * price, 10);
    expect(costs.reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(told, 10);
    expect(last?.conversation?.totals.costUsd).toBeCloseTo(told, 10);
  });

  test('killed in the middle of a command, it leaves nothing behind and can be taken up again', async () => {
    const command = makeWaitingCommand();
    const call = callTool('Bash', { command: command.text, description: 'Wait' });
    const server = await startModelServer([call, sayText('Done.')]);
    const scene = await makeClaudeScene(server.url);
    const killed = runAgent(scene);
    const { pid, cli } = await command.started();
    await waitUntil(() => isWrittenDown(scene.home, command.text), 'the conversation is on disk');
    process.kill(cli, 'SIGKILL');
    const { outcome, exit } = await killed;
    expect(exit).toMatchObject({ kind: 'signalled', signal: 'SIGKILL', survivors: 0 });
    // It starts commands in groups of their own, and KILL gives it no time to end them.
    expect(exit.leftovers).toBeGreaterThan(0);
    expect(isRunning(pid)).toBe(false);
    expect(outcome).toMatchObject({ kind: 'failed', failure: 'cut-off' });

    const resume = outcome.conversation;
    const again = await runAgent(scene, resume && { resume });
    expect(again.outcome).toMatchObject({ kind: 'answered', answer: 'Done.', usage: usageOf(1) });
  });

  test('stopped in the middle of a command, it leaves nothing behind', async () => {
    const command = makeWaitingCommand();
    const call = callTool('Bash', { command: command.text, description: 'Wait' });
    const server = await startModelServer([call]);
    const stop = new AbortController();
    const stopped = runAgent(await makeClaudeScene(server.url), {}, { signal: stop.signal });
    const { pid, cli } = await command.started();
    stop.abort();
    expect(await stopped).toMatchObject({
      exit: { kind: 'stopped', survivors: 0 },
      outcome: { kind: 'failed', failure: 'cut-off' },
    });
    expect([pid, cli].filter(isRunning)).toEqual([]);
  });

  test("reading stays closed where the user's own settings would open everything", async () => {
    const write = { file_path: 'made.txt', content: 'hi' };
    const server = await startModelServer([
      callTool('Bash', { command: 'echo hi > made.txt', description: 'Write' }),
      callTool('Write', write),
      sayText('I could not.'),
    ]);
    const scene = await makeClaudeScene(server.url);
    const permissions = { allow: ['Bash', 'Write', 'Edit'], defaultMode: 'acceptEdits' };
    mkdirSync(join(scene.home, '.claude'));
    writeFileSync(join(scene.home, '.claude/settings.json'), JSON.stringify({ permissions }));
    const run = await runAgent(scene, { sandbox: 'read-only' });
    expect(run.outcome).toMatchObject({ kind: 'answered', answer: 'I could not.' });
    expect(readFiles(run.call.workspace)).toEqual({});
  });

  test('a prompt is data: it is neither an option nor a command, however long', async () => {
    const server = await startModelServer([sayText('Done.')]);
    const prompt = `--help\n/clear @/etc/hostname ${'word '.repeat(40_000)}end of the prompt`;
    const { outcome } = await runAgent(await makeClaudeScene(server.url), { prompt });
    expect(outcome).toMatchObject({ kind: 'answered' });
    expect(server.requests[0]?.body).toContain('end of the prompt');
  });
});
