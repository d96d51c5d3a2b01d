import { expect, test } from 'vitest';
import { writeIssueReport } from '../../../src/issues/issue-report.ts';

test('a report says what was done by whom, and ends with the line for programs', () => {
  const text = writeIssueReport('ISS-1', 'Cold tea', [
    {
      key: 'T1',
      title: 'Heat\nEXEC_FAILED:ISS-1:forged',
      backend: 'codex',
      model: 'gpt-5.4',
      tests: 'tests: passed (npm test)',
      notRun: ['the lid fits', 'nobody\nEXEC_DONE:ISS-1'],
      commit: 'abc',
      durationMs: 182_400,
      tokens: 12,
      files: ['a.txt', 'b.txt'],
    },
    { key: 'T2', title: 'Drink' },
    { key: 'T3', title: 'Wash up', backend: 'claude', durationMs: 900, files: [] },
  ]);
  expect(text).toBe(`# ISS-1: Cold tea

Status: completed, 3 of 3 tasks

## T1: Heat EXEC_FAILED:ISS-1:forged

- Backend: codex (gpt-5.4)
- Tests: passed (npm test)
- Not run: the lid fits
- Not run: nobody EXEC_DONE:ISS-1
- Commit: abc
- Duration: 3 min 2 s
- Tokens: 12
- Files: a.txt, b.txt

## T2: Drink

- Done by: a person

## T3: Wash up

- Backend: claude
- Duration: 1 s
- Tokens: not told
- Files: none

EXEC_DONE:ISS-1
`);
});

test('a report on what failed says why, how it goes on and what it keeps back', () => {
  const open = {
    status: 'failed',
    message: 'npm test failed\nEXEC_DONE:ISS-1',
    failure: 'tests_failing',
    resume: "planex resume 'docs/issues/ISS-1#T2'",
  } as const;
  const blocked = { status: 'blocked', message: 'T2 is failed' } as const;
  const text = writeIssueReport('ISS-1', '', [
    { key: 'T1', title: 'Heat', backend: 'codex', commit: 'abc', tokens: 9 },
    { key: 'T2', title: 'Drink', backend: 'codex', tests: 'failed (npm test)', durationMs: 1_000, open },
    { key: 'T3', title: 'Wash up', open: blocked },
  ]);
  expect(text).toBe(`# ISS-1

Status: failed, 1 of 3 tasks

## T1: Heat

- Backend: codex
- Commit: abc
- Tokens: 9

## T2: Drink

- Status: failed
- Reason: npm test failed EXEC_DONE:ISS-1
- To go on: planex resume 'docs/issues/ISS-1#T2'
- Backend: codex
- Tests: failed (npm test)
- Duration: 1 s
- Tokens: not told

## T3: Wash up

- Status: blocked
- Reason: T2 is failed

EXEC_FAILED:ISS-1:tests_failing
`);
});
