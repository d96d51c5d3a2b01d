import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepFailure } from '../../../src/state/keep-failure.ts';
import type { FailureRecord } from '../../../src/tasks/failure-record.ts';
import { makeFolder } from '../../support/repository.ts';

const FAILURE: FailureRecord = {
  issue_id: 'ISS-1',
  task_id: 'docs/issues/ISS-1#T1',
  run_id: 'run-1',
  type: 'tests_failing',
  message: 'exit status 1',
  test_output: 'said before',
  resume_cmd: 'planex resume docs/issues/ISS-1#T1',
  timestamp: '2026-11-23T00:00:00.000Z',
};

/** What is kept as the output of the check that failed, of files that were written at these seconds. */
async function keep(files: readonly (readonly [string, number])[], wasChecked = true): Promise<string> {
  const folder = makeFolder();
  for (const [name, at] of files) {
    writeFileSync(join(folder, name), `output of ${name}`);
    utimesSync(join(folder, name), at, at);
  }
  await keepFailure(folder, FAILURE, wasChecked);
  return JSON.parse(readFileSync(join(folder, 'failure.json'), 'utf8')).test_output;
}

test.each<[string, [string, number][], string]>([
  [
    'that was written last',
    [
      ['check-1-tests.log', 5],
      ['check-2-tests.log', 3],
    ],
    'check-1-tests.log',
  ],
  [
    'that comes later, of two that were written at once',
    [
      ['check-10-tests.log', 5],
      ['check-9-tests.log', 5],
      ['check-1-types.log', 5],
    ],
    'check-10-tests.log',
  ],
  [
    'that came after a repair, of two that were written at once',
    [
      ['check-3-tests.log', 5],
      ['repaired-2-check-1-tests.log', 5],
      ['repaired-1-check-2-tests.log', 5],
    ],
    'repaired-2-check-1-tests.log',
  ],
  [
    'and nothing that is no output of a check',
    [
      ['check-1-tests.log', 3],
      ['output.log', 5],
      ['check-x.log', 5],
    ],
    'check-1-tests.log',
  ],
])('the output is kept of the check %s', async (_, files, wanted) => {
  expect(await keep(files)).toBe(`output of ${wanted}`);
});

test('without a check nothing is kept, and what was said where none has judged', async () => {
  expect(await keep([])).toBe('');
  expect(await keep([['check-1-tests.log', 3]], false)).toBe('said before');
});
