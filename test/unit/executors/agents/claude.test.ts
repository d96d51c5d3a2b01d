import { describe, expect, test } from 'vitest';
import { claudeAdapter } from '../../../../src/executors/agents/claude.ts';
import { CLAUDE_CASES } from '../../../agents/claude-cases.ts';
import { makeAgentCall, readProbes, readRecording, replay } from '../../../support/agent-recording.ts';

const capabilities = claudeAdapter.readCapabilities(readProbes('claude'));

function prepare(change: Parameters<typeof makeAgentCall>[0], without: string[] = []) {
  if (!capabilities.ok) throw new Error(capabilities.failure);
  const { version, flags } = capabilities.value;
  const known = new Set([...flags].filter((flag) => !without.includes(flag)));
  return claudeAdapter.prepare(makeAgentCall(change), { version, flags: known });
}

describe('the recorded output of Claude Code', () => {
  test.each(CLAUDE_CASES)('$name is judged rightly', ({ name, call, outcome }) => {
    expect(replay(claudeAdapter, readRecording(`claude/${name}`), call).outcome).toMatchObject(outcome);
  });

  test('only the result line makes it a success', () => {
    const recording = readRecording('claude/answer');
    const lines = recording.lines.filter((line) => !line.includes('"type":"result"'));
    expect(replay(claudeAdapter, { ...recording, lines }).outcome).toMatchObject({
      kind: 'failed',
      failure: 'cut-off',
      usage: { inputTokens: 1120, cachedInputTokens: 1000 },
    });
  });

  test('an end by a signal is none, and what was used until then is kept', () => {
    expect(replay(claudeAdapter, readRecording('claude/terminated')).outcome).toMatchObject({
      kind: 'failed',
      failure: 'cut-off',
      message: 'ended with exit status 143 before it said how it went',
      usage: { inputTokens: 1120, cachedInputTokens: 1000 },
    });
  });

  test('a success that ended with another status, or with a process that cannot be ended, is none', () => {
    const recording = readRecording('claude/answer');
    const bad = { ...recording.exit, kind: 'exited' as const, code: 7 };
    expect(replay(claudeAdapter, { ...recording, exit: bad }).outcome.kind).toBe('failed');
    const held = { ...recording.exit, survivors: 1 };
    expect(replay(claudeAdapter, { ...recording, exit: held }).outcome.kind).toBe('failed');
  });

  test('a success stays one when only its process did not end', () => {
    const recording = readRecording('claude/answer');
    const exit = {
      ...recording.exit,
      kind: 'timed-out' as const,
      limit: 'no-output' as const,
      afterMs: 9_000,
    };
    expect(replay(claudeAdapter, { ...recording, exit }).outcome.kind).toBe('answered');
  });

  test('a stop by a person is no success', () => {
    const recording = readRecording('claude/answer');
    const exit = { ...recording.exit, kind: 'stopped' as const };
    expect(replay(claudeAdapter, { ...recording, exit }).outcome.kind).toBe('failed');
  });

  test('is told step by step', () => {
    expect(replay(claudeAdapter, readRecording('claude/file-written')).events).toMatchObject([
      { kind: 'started', model: 'claude-opus-5-5' },
      { kind: 'says', text: 'On it.' },
      { kind: 'usage', usage: { inputTokens: 1120 } },
      { kind: 'changes', paths: ['made.txt'] },
      { kind: 'says', text: 'Done.' },
      { kind: 'usage', usage: { inputTokens: 2240 } },
      { kind: 'usage', usage: { inputTokens: 2240, outputTokens: 68 } },
      { kind: 'ended' },
    ]);
    expect(replay(claudeAdapter, readRecording('claude/command-run')).events).toContainEqual({
      kind: 'runs',
      command: 'echo hi > made.txt',
    });
  });

  test('a change that was denied is not told', () => {
    const { events } = replay(claudeAdapter, readRecording('claude/write-denied'));
    expect(events.filter(({ kind }) => kind === 'changes')).toEqual([]);
  });

  test('a limit that is given back is told with its time', () => {
    expect(replay(claudeAdapter, readRecording('claude/limit-used-up')).events).toContainEqual({
      kind: 'retries',
      message: 'the limit of the account is used up',
      untilAt: '2099-01-01T00:00:00.000Z',
    });
  });

  test('lines that are no JSON, or of no known form, are passed over', () => {
    const recording = readRecording('claude/answer');
    const noise = ['warning', '{', '[]', 'null', '{"type":"result"}', '{"type":"system","subtype":"new"}'];
    expect(replay(claudeAdapter, { ...recording, lines: [...noise, ...recording.lines, ...noise] })).toEqual(
      replay(claudeAdapter, recording),
    );
  });
});

describe('a resumed conversation', () => {
  const before = { inputTokens: 1120, cachedInputTokens: 1000, outputTokens: 34, costUsd: 0.00138 };
  const own = { inputTokens: 1120, cachedInputTokens: 1000, outputTokens: 34 };
  const recording = readRecording('claude/resumed');
  const resume = { id: 'a-conversation', totals: before };

  test('counts only what this call has used', () => {
    const { outcome } = replay(claudeAdapter, recording, { resume });
    expect(outcome).toMatchObject({ kind: 'answered', usage: own });
    expect(outcome.usage.costUsd).toBeCloseTo(0.00138);
    expect(outcome.conversation?.totals).toMatchObject({ inputTokens: 2240, outputTokens: 68 });
  });

  test('does so too with versions that only tell totals', () => {
    const lines = recording.lines.map((line) => line.replace('"model_usage_since_last_result"', '"unknown"'));
    const { outcome } = replay(claudeAdapter, { ...recording, lines }, { resume });
    expect(outcome).toMatchObject({ usage: own });
    expect(outcome.usage.costUsd).toBeCloseTo(0.00138);
  });
});

describe('the command line of Claude Code', () => {
  test('the prompt goes by a file on standard input, never as an argument', () => {
    const { args, input } = prepare({ prompt: '--help' });
    expect(args).not.toContain('--help');
    expect(input).toEqual({ kind: 'file', path: '/run/prompt.md' });
  });

  test('a workspace is written without asking', () => {
    const { args } = prepare({ model: 'opus', effort: 'high' });
    expect(args.join(' ')).toBe(
      '--print --output-format stream-json --verbose --permission-mode acceptEdits --allowedTools Bash ' +
        '--disallowedTools EnterWorktree,CronCreate,ScheduleWakeup,SendMessage --add-dir /run --model opus --effort high',
    );
  });

  test('reading offers no tool that writes', () => {
    const { args } = prepare({ sandbox: 'read-only' });
    expect(args.join(' ')).toBe(
      '--print --output-format stream-json --verbose --permission-mode default --tools Read,Glob,Grep,WebFetch,WebSearch ' +
        '--allowedTools WebFetch,WebSearch --strict-mcp-config --add-dir /run',
    );
  });

  test('a conversation is taken up in the same sandbox', () => {
    const resume = { id: 'a-conversation', totals: {} };
    expect(prepare({ resume, sandbox: 'read-only' }).args.join(' ')).toMatch(
      /--tools .* --resume a-conversation$/,
    );
  });

  test('flags that the version does not know are left out', () => {
    const { args } = prepare({ effort: 'high' }, ['--effort', '--add-dir', '--disallowedTools']);
    expect(args.join(' ')).toBe(
      '--print --output-format stream-json --verbose --permission-mode acceptEdits --allowedTools Bash',
    );
  });
});

describe('the version of Claude Code', () => {
  test('is read from its own words', () => {
    expect(capabilities).toMatchObject({ ok: true, value: { version: '2.1.329' } });
  });

  test('is refused when it lacks what is needed, by name', () => {
    const [version = '', help = ''] = readProbes('claude');
    expect(claudeAdapter.readCapabilities([version, help.replaceAll('--tools', '--other')])).toEqual({
      ok: false,
      failure: 'Claude Code 2.1.329 does not know --tools: update it',
    });
    expect(claudeAdapter.readCapabilities(['It is broken\n', ''])).toEqual({
      ok: false,
      failure: '`claude --version` told no version: It is broken',
    });
  });
});
