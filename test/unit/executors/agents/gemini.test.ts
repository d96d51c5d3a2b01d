import { describe, expect, test } from 'vitest';
import { geminiAdapter } from '../../../../src/executors/agents/gemini.ts';
import { GEMINI_CASES } from '../../../agents/gemini-cases.ts';
import {
  makeAgentCall,
  readProbes,
  readRecording,
  RECORDED_AT,
  replay,
} from '../../../support/agent-recording.ts';

const capabilities = geminiAdapter.readCapabilities(readProbes('gemini'));

function prepare(change: Parameters<typeof makeAgentCall>[0], without: string[] = []) {
  if (!capabilities.ok) throw new Error(capabilities.failure);
  const { version, flags } = capabilities.value;
  const known = new Set([...flags].filter((flag) => !without.includes(flag)));
  return geminiAdapter.prepare(makeAgentCall(change), { version, flags: known });
}

describe('the recorded output of the Gemini CLI', () => {
  test.each(GEMINI_CASES)('$name is judged rightly', ({ name, call, outcome }) => {
    expect(replay(geminiAdapter, readRecording(`gemini/${name}`), call).outcome).toMatchObject(outcome);
  });

  test('when to come again counts from the end', () => {
    const { outcome } = replay(geminiAdapter, readRecording('gemini/rate-limited'));
    expect(outcome).toMatchObject({ resetAt: new Date(RECORDED_AT + 34_000).toISOString() });
  });

  test('exit status 0 after a signal is no success', () => {
    const recording = readRecording('gemini/terminated');
    expect(recording.exit).toMatchObject({ kind: 'exited', code: 0 });
    expect(replay(geminiAdapter, recording).outcome).toMatchObject({ kind: 'failed', failure: 'cut-off' });
  });

  const noResult = { lines: [], errorTail: 'Why it ended\n' };
  const exit = { durationMs: 1, leftovers: 0, survivors: 0 };
  test.each([
    { code: 41, failure: 'auth' },
    { code: 42, failure: 'other' },
    { code: 44, failure: 'denied' },
    { code: 52, failure: 'other' },
    { code: 53, failure: 'other' },
    { code: 54, failure: 'other' },
    { code: 55, failure: 'denied' },
    { code: 130, failure: 'cut-off' },
  ])('exit status $code without a result is $failure, in its own words', ({ code, failure }) => {
    const recording = { ...noResult, exit: { kind: 'exited' as const, code, ...exit } };
    expect(replay(geminiAdapter, recording).outcome).toMatchObject({
      kind: 'failed',
      failure,
      message: 'Why it ended',
    });
  });

  test('a retry that it was not waiting for any more is not the cause of a time-out', () => {
    const recording = readRecording('gemini/waits-for-limit');
    const said = '{"type":"message","role":"assistant","content":"On it.","delta":true}';
    expect(replay(geminiAdapter, recording).outcome).toMatchObject({ failure: 'rate-limited' });
    expect(replay(geminiAdapter, { ...recording, lines: [...recording.lines, said] }).outcome).toMatchObject({
      failure: 'timeout',
    });
  });

  test('the answer is what was said after the last tool', () => {
    expect(replay(geminiAdapter, readRecording('gemini/file-written')).events).toMatchObject([
      { kind: 'started', model: 'gemini-2.5-flash' },
      { kind: 'says', text: 'On it.' },
      { kind: 'changes', paths: ['made.txt'] },
      { kind: 'says', text: 'Done.' },
      { kind: 'usage', usage: { inputTokens: 2400, outputTokens: 68 } },
      { kind: 'ended' },
    ]);
    expect(replay(geminiAdapter, readRecording('gemini/command-run')).events).toContainEqual({
      kind: 'runs',
      command: 'echo hi > made.txt',
    });
  });

  test('a change that was denied is not told', () => {
    const { events } = replay(geminiAdapter, readRecording('gemini/write-denied'));
    expect(events.filter(({ kind }) => kind === 'changes')).toEqual([]);
  });

  test('a resumed session counts only what this call has used', () => {
    const resume = { id: 'a-session', totals: { inputTokens: 1200, outputTokens: 34 } };
    const { outcome } = replay(geminiAdapter, readRecording('gemini/resumed'), { resume });
    expect(outcome).toMatchObject({
      answer: 'Two.',
      usage: { inputTokens: 1200, cachedInputTokens: 1000, outputTokens: 34 },
    });
  });

  test('a success that ended with another status is none', () => {
    const recording = readRecording('gemini/answer');
    const bad = { ...recording, exit: { kind: 'exited' as const, code: 1, ...exit } };
    expect(replay(geminiAdapter, bad).outcome.kind).toBe('failed');
  });
});

describe('the command line of the Gemini CLI', () => {
  test('the prompt goes by a file on standard input, never as an argument', () => {
    const { args, input } = prepare({ prompt: '--help' });
    expect(args).not.toContain('--help');
    expect(input).toEqual({ kind: 'file', path: '/run/prompt.md' });
  });

  test('a workspace is written without asking', () => {
    expect(prepare({ model: 'gemini-2.5-pro' })).toMatchObject({
      args: [
        '--output-format',
        'stream-json',
        '--approval-mode',
        'yolo',
        '--skip-trust',
        '--include-directories',
        '/run',
        '--model',
        'gemini-2.5-pro',
      ],
      env: { GEMINI_CLI_NO_RELAUNCH: 'true', TMPDIR: '/run/tmp' },
      folders: ['/run/tmp'],
    });
  });

  test('reading goes with a policy that closes everything else', () => {
    const { args, files } = prepare({ sandbox: 'read-only' });
    expect(args.join(' ')).toContain('--approval-mode default --admin-policy /run/gemini-policy.toml');
    expect(files).toMatchObject([{ path: '/run/gemini-policy.toml' }]);
    expect(files?.[0]?.text).not.toMatch(/write_file|replace|run_shell_command/);
  });

  test('a session is taken up again', () => {
    expect(prepare({ resume: { id: 'a-session', totals: {} } }).args.join(' ')).toMatch(
      /--resume a-session$/,
    );
  });

  test('flags that the version does not know are left out', () => {
    const without = ['--skip-trust', '--include-directories', '--admin-policy'];
    expect(prepare({ sandbox: 'read-only' }, without)).toEqual({
      args: ['--output-format', 'stream-json', '--approval-mode', 'default'],
      env: { GEMINI_CLI_NO_RELAUNCH: 'true', TMPDIR: '/run/tmp' },
      folders: ['/run/tmp'],
      input: { kind: 'file', path: '/run/prompt.md' },
    });
  });
});

describe('the version of the Gemini CLI', () => {
  test('is read from its own words', () => {
    expect(capabilities).toMatchObject({ ok: true, value: { version: '0.61.0' } });
  });

  test('is refused when it lacks what is needed, by name', () => {
    const [version = '', help = ''] = readProbes('gemini');
    expect(geminiAdapter.readCapabilities([version, help.replaceAll('--output-format', '--other')])).toEqual({
      ok: false,
      failure: 'Gemini CLI 0.61.0 does not know --output-format: update it',
    });
    expect(geminiAdapter.readCapabilities(['It is broken\n', ''])).toEqual({
      ok: false,
      failure: '`gemini --version` told no version: It is broken',
    });
  });
});
