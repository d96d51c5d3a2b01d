import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentEvent, AgentOutcome } from '../../../../src/executors/agents/agent.ts';
import { codexAdapter } from '../../../../src/executors/agents/codex.ts';
import type { ProcessExit } from '../../../../src/executors/process-exit.ts';
import { CODEX_CASES } from '../../../agents/codex-cases.ts';
import { type AgentRecording, readRecording, replay } from '../../../support/agent-recording.ts';

/** Replays what the real CLI printed, with `change` made to it. */
function replayCase(
  name: string,
  change: (recording: AgentRecording) => Partial<AgentRecording> = () => ({}),
): { outcome: AgentOutcome; events: AgentEvent[] } {
  const recording = readRecording(`codex/${name}`);
  const call = CODEX_CASES.find((each) => each.name === name)?.call;
  return replay(codexAdapter, { ...recording, ...change(recording) }, call);
}

test.each(CODEX_CASES)('what Codex printed: $name', ({ name, outcome }) => {
  expect(replayCase(name).outcome).toMatchObject(outcome);
});

test('every recording has a case', () => {
  const recorded = readdirSync(join(import.meta.dirname, '../../../fixtures/agents/codex'));
  expect(recorded.sort()).toEqual(CODEX_CASES.map(({ name }) => name).sort());
});

describe('without its own record', () => {
  const failing = CODEX_CASES.filter(({ outcome }) => outcome.kind === 'failed');
  test.each(failing)('the message tells what failed: $name', ({ name, outcome }) => {
    const without = replayCase(name, () => ({ transcript: [] })).outcome;
    expect(without).toMatchObject({ kind: 'failed', failure: outcome['failure'] });
  });

  test('a limit is over when the message says so', () => {
    const { outcome } = replayCase('limit-named-in-the-stream', () => ({ transcript: [] }));
    expect(outcome).toMatchObject({ resetAt: '2026-11-21T03:01:30.000Z' });
  });
});

describe('the last word of the turn', () => {
  test('makes a success, and exit status 0 does not', () => {
    const { outcome } = replayCase('answer', ({ lines }) => ({
      lines: lines.filter((line) => !line.includes('turn.completed')),
    }));
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: 'cut-off',
      message: 'ended with exit status 0 before it said how it went, while it waited for the model',
      usage: { inputTokens: 1200 },
    });
  });

  const after = { durationMs: 9, leftovers: 0, survivors: 0 };
  const ends: [string, ProcessExit, AgentOutcome['kind']][] = [
    [
      'is enough when its process then hangs',
      { ...after, kind: 'timed-out', limit: 'no-output', afterMs: 9 },
      'answered',
    ],
    ['is not enough when the exit status says otherwise', { ...after, kind: 'exited', code: 101 }, 'failed'],
    ['is not enough when it was stopped', { ...after, kind: 'stopped' }, 'failed'],
    [
      'is not enough when something still runs',
      { ...after, kind: 'exited', code: 0, survivors: 1 },
      'failed',
    ],
  ];
  test.each(ends)('%s', (_, exit, kind) => {
    expect(replayCase('answer', () => ({ exit })).outcome.kind).toBe(kind);
  });
});

test('half a line, a line of another program and bytes that are no text change nothing', () => {
  const { outcome } = replayCase('answer', ({ lines }) => ({
    lines: ['npm warn', '{"type":"turn.fail', '\uFFFD', 'null', '[]', '{"type":"turn.failed"}', ...lines],
  }));
  expect(outcome).toMatchObject({ kind: 'answered', answer: 'The answer is 42.' });
});

test('counts without the name that is expected are unknown', () => {
  const rename = (text: string): string => text.replaceAll('input_tokens', 'tokens_in');
  const { outcome } = replayCase('answer', ({ lines }) => ({ lines: lines.map(rename), transcript: [] }));
  expect(outcome.usage).toEqual({ outputTokens: 34 });
});

test('what is seen while it works', () => {
  expect(replayCase('command').events.filter(({ kind }) => kind !== 'usage')).toEqual([
    { kind: 'started', conversationId: expect.any(String) },
    { kind: 'says', text: 'On it.' },
    { kind: 'runs', command: expect.stringContaining('echo hi > made.txt') },
    { kind: 'runs', command: expect.stringContaining('echo hi > made.txt'), exitCode: 0 },
    { kind: 'says', text: 'It is made.' },
    { kind: 'ended' },
  ]);
  expect(replayCase('patch').events).toContainEqual({ kind: 'changes', paths: ['made.txt'] });
  expect(replayCase('limit-waited-for-in-silence').events).toContainEqual({
    kind: 'retries',
    message: 'Reconnecting... 1/5 (exceeded retry limit, last status: 429 Too Many Requests)',
  });
});
