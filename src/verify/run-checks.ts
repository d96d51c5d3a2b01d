import { join } from 'node:path';
import { type Check, type CheckCommand, prepareCheck } from './check.ts';

/** How the process of a check ended; only an exit status can be a pass. */
export type CheckExit =
  | { kind: 'exited'; code: number }
  | { kind: 'signalled' | 'timed-out' | 'stopped' | 'not-started' };

/** Runs the process of a check to its end with its whole output in `outputFile`. */
export type RunCheck = (command: CheckCommand, outputFile: string) => Promise<CheckExit>;

/** What the checks said. `summary` tells what ran, or why nothing did. */
export type Verification =
  | { result: 'passed' | 'skipped'; summary: string }
  | { result: 'failed'; summary: string; failed: { check: Check; exit: CheckExit; outputFile: string } };

/**
 * Runs the checks one after the other until one fails, judging each by its exit status alone. Without any check, or
 * when only types were checked or no tests were found, the tests count as skipped. Output goes to a file per check in
 * `folder`, whose name begins with `prefix`.
 */
export async function runChecks(
  checks: readonly Check[],
  folder: string,
  run: RunCheck,
  prefix = '',
): Promise<Verification> {
  const passed: Check[] = [];
  let withoutTests: Check | undefined;
  for (const [index, check] of checks.entries()) {
    const outputFile = join(folder, `${prefix}check-${index + 1}-${check.kind}.log`);
    const exit = await run(prepareCheck(check), outputFile);
    if (exit.kind === 'exited' && exit.code === 0) passed.push(check);
    else if (exit.kind === 'exited' && exit.code === check.noTestsCode) withoutTests = check;
    else {
      const summary = `${nameCheck(check)}: ${describeExit(exit)}`;
      return { result: 'failed', summary, failed: { check, exit, outputFile } };
    }
  }
  const ran = passed.map(nameCheck).join('; ');
  if (passed.some((check) => check.kind !== 'types')) return { result: 'passed', summary: ran };
  const why = withoutTests ? `${nameCheck(withoutTests)} found no tests` : 'no test command found';
  return { result: 'skipped', summary: ran === '' ? why : `${why}; passed: ${ran}` };
}

/** The line that status and reports show: `tests: skipped (no test command found)`. */
export function describeVerification(verification: { result: string; summary: string }): string {
  return `tests: ${verification.result} (${verification.summary})`;
}

function nameCheck(check: Check): string {
  const [first = '', ...others] = check.command.split('\n');
  return others.length === 0 ? first : `${first} …`;
}

function describeExit(exit: CheckExit): string {
  switch (exit.kind) {
    case 'exited':
      return `exit status ${exit.code}`;
    case 'signalled':
      return 'ended by a signal';
    case 'timed-out':
      return 'took too long';
    case 'stopped':
      return 'stopped before it ended';
    default:
      return 'could not be started';
  }
}
