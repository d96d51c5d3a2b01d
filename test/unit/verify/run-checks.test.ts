import { describe, expect, test } from 'vitest';
import type { Check, CheckCommand } from '../../../src/verify/check.ts';
import { type CheckExit, describeVerification, runChecks } from '../../../src/verify/run-checks.ts';

const types: Check = { kind: 'types', command: 'tsc --noEmit', shell: 'sh' };
const tests: Check = { kind: 'tests', command: 'npm run test', shell: 'sh' };
const pytest: Check = { kind: 'tests', command: 'pytest', shell: 'sh', noTestsCode: 5 };
const own: Check = { kind: 'task', command: 'ls a\nls b', shell: 'bash' };

/** Runs the checks, whose processes end with these statuses. */
async function judge(
  checks: Check[],
  ...exits: (CheckExit | number)[]
): Promise<{ ran: [CheckCommand, string][]; line: string }> {
  const ran: [CheckCommand, string][] = [];
  const verification = await runChecks(checks, '/run', async (command, outputFile) => {
    const exit = exits[ran.push([command, outputFile]) - 1] ?? 0;
    return typeof exit === 'number' ? { kind: 'exited', code: exit } : exit;
  });
  return { ran, line: describeVerification(verification) };
}

describe('the verdict', () => {
  test.each<[Check[], (CheckExit | number)[], string]>([
    [[], [], 'tests: skipped (no test command found)'],
    [[types], [0], 'tests: skipped (no test command found; passed: tsc --noEmit)'],
    [[types, tests], [0, 0], 'tests: passed (tsc --noEmit; npm run test)'],
    [[types, tests], [2, 0], 'tests: failed (tsc --noEmit: exit status 2)'],
    [[types, tests], [0, 1], 'tests: failed (npm run test: exit status 1)'],
    [[pytest], [5], 'tests: skipped (pytest found no tests)'],
    [[pytest], [1], 'tests: failed (pytest: exit status 1)'],
    [[tests], [5], 'tests: failed (npm run test: exit status 5)'],
    [[own], [0], 'tests: passed (ls a …)'],
    [[tests], [{ kind: 'timed-out' }], 'tests: failed (npm run test: took too long)'],
    [[tests], [{ kind: 'signalled' }], 'tests: failed (npm run test: ended by a signal)'],
    [[tests], [{ kind: 'stopped' }], 'tests: failed (npm run test: stopped before it ended)'],
    [[tests], [{ kind: 'not-started' }], 'tests: failed (npm run test: could not be started)'],
  ])('of %j ending with %j', async (checks, exits, line) => {
    expect((await judge(checks, ...exits)).line).toBe(line);
  });
});

test('nothing runs after the first failure', async () => {
  expect((await judge([types, tests], 1)).ran).toHaveLength(1);
});

test('each check has its own output file and stops at its first failing line', async () => {
  const { ran } = await judge([tests, own]);
  expect(ran).toEqual([
    [{ file: 'sh', args: ['-e', '-c', 'npm run test'], env: { CI: '1' } }, '/run/check-1-tests.log'],
    [{ file: 'bash', args: ['-e', '-c', 'ls a\nls b'], env: { CI: '1' } }, '/run/check-2-task.log'],
  ]);
});
