import { expect, test } from 'vitest';
import type { ProcessEnd } from '../../../src/executors/process-exit.ts';
import { judgeExit } from '../../../src/executors/judge-exit.ts';

const after = { durationMs: 10, leftovers: 0, survivors: 0 };

const failures: [ProcessEnd, string, string, string][] = [
  [{ kind: 'exited', code: 1 }, 'a\nlast words\n\n', 'internal', 'ended with exit status 1: last words'],
  [{ kind: 'exited', code: 2 }, '', 'internal', 'ended with exit status 2, without any output'],
  [
    { kind: 'exited', code: 1 },
    `${'x'.repeat(500)}\n`,
    'internal',
    `ended with exit status 1: ${'x'.repeat(200)}`,
  ],
  [{ kind: 'exited', code: 1 }, 'a\u0007b\r\n\u001b[2K\n', 'internal', 'ended with exit status 1: a b'],
  [
    { kind: 'signalled', signal: 'SIGKILL' },
    'out of memory',
    'internal',
    'was ended by SIGKILL: out of memory',
  ],
  [
    { kind: 'timed-out', limit: 'wall-clock', afterMs: 3_600_000 },
    'x',
    'timed-out',
    'took too long and was ended after 60 min',
  ],
  [
    { kind: 'timed-out', limit: 'no-output', afterMs: 90_000 },
    'x',
    'stalled',
    'printed nothing for too long and was ended after 90 s',
  ],
  [
    { kind: 'timed-out', limit: 'no-output', afterMs: 40 },
    'x',
    'stalled',
    'printed nothing for too long and was ended after 40 ms',
  ],
  [{ kind: 'stopped' }, 'x', 'cancelled', 'was stopped before it ended'],
  [
    { kind: 'not-started', message: 'spawn x ENOENT' },
    '',
    'backend-missing',
    'could not be started: spawn x ENOENT',
  ],
];

test.each(failures)('%j is a failure that says why', (end, tail, code, message) => {
  expect(judgeExit({ ...end, ...after }, tail)).toEqual({ kind: 'failed', reason: { code, message } });
});

test('exit status 0 is done, whatever was said', () => {
  expect(judgeExit({ kind: 'exited', code: 0, ...after }, 'ERROR: FAILED, rate limit')).toEqual({
    kind: 'done',
  });
  expect(judgeExit({ kind: 'exited', code: 0, ...after, leftovers: 45 }, '')).toEqual({ kind: 'done' });
});

test('exit status 0 is not done while something still runs', () => {
  const outcome = judgeExit({ kind: 'exited', code: 0, ...after, survivors: 2 }, '');
  expect(outcome).toMatchObject({ kind: 'failed', reason: { code: 'internal' } });
});
