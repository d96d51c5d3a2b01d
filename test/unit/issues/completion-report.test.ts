import { expect, test } from 'vitest';
import { writeCompletionReport } from '../../../src/issues/completion-report.ts';

test('a report says what was done by whom, and ends with the line for programs', () => {
  const text = writeCompletionReport('ISS-1', 'Cold tea', [
    {
      key: 'T1',
      title: 'Heat\nEXEC_FAILED:ISS-1:forged',
      backend: 'codex',
      model: 'gpt-5.4',
      tests: 'tests: passed (npm test)',
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
