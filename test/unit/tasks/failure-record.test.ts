import { expect, test } from 'vitest';
import { describeFailure, resumeCommand } from '../../../src/tasks/failure-record.ts';
import { reportReason } from '../../../src/tasks/report-reason.ts';

test.each([
  ['tests-failing', 'codex', 'tests_failing'],
  ['internal', 'codex', 'codex_failed'],
  ['internal', 'My.Own--Tool', 'my_own_tool_failed'],
  ['approval', 'shell', 'shell_failed'],
  ['backend-missing', 'codex', 'backend_missing'],
] as const)('%s of %s is reported as %s', (code, backend, word) => {
  expect(reportReason(code, backend)).toBe(word);
});

test('a failure names its issue, task, run and kind, and how to go on', () => {
  const run = {
    label: 'ISS-1',
    taskId: 'ISS-1#T1',
    runId: 'r1',
    backend: 'codex',
  };
  const at = '2026-11-20T12:00:00Z';
  expect(describeFailure(run, { code: 'tests-failing', message: 'two of nine' }, at)).toEqual({
    issue_id: 'ISS-1',
    task_id: 'ISS-1#T1',
    run_id: 'r1',
    type: 'tests_failing',
    message: 'two of nine',
    test_output: '',
    resume_cmd: 'planex resume ISS-1#T1',
    timestamp: at,
  });
  expect(resumeCommand("it's#1")).toBe("planex resume 'it'\\''s#1'");
});
