import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentEvent, Conversation } from '../../src/executors/agents/agent.ts';
import { CODEX_PROGRAM, makeCodexScene } from './codex-scene.ts';
import { startModelServer } from './mock/model-server.ts';
import { runCommand, sayText, usageOf } from './mock/openai-replies.ts';
import { runAgent, type SceneRun } from './run-agent.ts';

function conversationOf({ outcome }: SceneRun): Conversation {
  if (outcome.conversation === undefined) throw new Error('the call has no conversation');
  return outcome.conversation;
}

describe.skipIf(CODEX_PROGRAM === undefined)('a conversation with Codex that is taken up again', () => {
  test('counts only what is new, remembers what was said, and keeps to its sandbox', async () => {
    const write = 'echo hi > made.txt';
    const told = new EventEmitter();
    const counted = once(told, 'usage');
    const server = await startModelServer([
      sayText('I am here.'),
      runCommand(write),
      sayText('I may not.'),
      runCommand(write),
      // The record is read every now and then: only so is the first of its two answers counted by itself.
      () => counted.then(() => sayText('I may.')),
    ]);
    const scene = await makeCodexScene(server.url);
    const first = await runAgent(scene, { sandbox: 'read-only', prompt: 'Are you there?' });
    expect(first.outcome).toMatchObject({ kind: 'answered', usage: usageOf(1) });

    const { workspace } = first.call;
    const reading = await runAgent(scene, {
      sandbox: 'read-only',
      workspace,
      resume: conversationOf(first),
    });
    expect(reading.outcome).toMatchObject({ kind: 'answered', answer: 'I may not.', usage: usageOf(2) });
    expect(server.requests.at(-1)?.body).toContain('Are you there?');
    expect(existsSync(join(workspace, 'made.txt'))).toBe(false);

    const resume = conversationOf(reading);
    const writing = await runAgent(
      scene,
      { workspace, resume },
      { onEvent: ({ kind, ...event }) => told.emit(kind, event) },
    );
    expect(writing.outcome).toMatchObject({ kind: 'answered', answer: 'I may.', usage: usageOf(2) });
    expect(conversationOf(writing)).toEqual({ id: conversationOf(first).id, totals: usageOf(5) });
    expect(existsSync(join(workspace, 'made.txt'))).toBe(true);
    expect(await counted).toEqual([{ usage: usageOf(1) }]);
  });

  test('goes on after the CLI was stopped in the middle of a command', async () => {
    const server = await startModelServer([
      runCommand('echo begun > made.txt; exec tail -f /dev/null'),
      sayText('I went on.'),
    ]);
    const scene = await makeCodexScene(server.url);
    const stop = new AbortController();
    const onEvent = (event: AgentEvent): void => {
      if (event.kind === 'usage') stop.abort();
    };
    const stopped = await runAgent(scene, {}, { signal: stop.signal, onEvent });
    expect(stopped.exit).toMatchObject({ kind: 'stopped', survivors: 0 });
    expect(stopped.outcome).toMatchObject({ kind: 'failed', usage: usageOf(1) });

    const { workspace } = stopped.call;
    const resumed = await runAgent(scene, { workspace, resume: conversationOf(stopped) });
    expect(resumed.outcome).toMatchObject({ kind: 'answered', answer: 'I went on.', usage: usageOf(1) });
    // Its own running total never hears of the turn that was stopped.
    expect(conversationOf(resumed).totals).toEqual(usageOf(1));
    const again = await runAgent(scene, { workspace, resume: conversationOf(resumed) });
    expect(again.outcome).toMatchObject({ kind: 'answered', usage: usageOf(1) });
  });
});
