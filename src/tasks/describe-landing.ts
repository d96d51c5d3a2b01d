import type { RunRecord } from './run-record.ts';

/** What is said of a run whose commit is in. */
export function describeLanding(
  { taskId, target, tests }: Pick<RunRecord, 'taskId' | 'target' | 'tests'>,
  commit: string,
): string {
  return `${taskId} landed as ${commit.slice(0, 10)} on ${target}, ${describeTests(tests)}`;
}

/** `tests: passed (npm test)`, the line of the originals' completion report. */
export function describeTests(tests: RunRecord['tests']): string {
  return tests === undefined ? 'tests: not recorded' : `tests: ${tests.result} (${tests.summary})`;
}
