/** One command whose exit status judges the work of a run. */
export interface Check {
  /** Who asks for it: the task, `verify.command` in `.planexrc`, or what planex found in the project. */
  kind: 'task' | 'configured' | 'types' | 'tests';
  /** As a person would type it; may have several lines. */
  command: string;
  shell: 'sh' | 'bash';
  /** Exit status by which the test runner says that it found no tests. */
  noTestsCode?: number;
}

/** The process that a check is. */
export interface CheckCommand {
  file: string;
  args: string[];
  /** Added to the scrubbed environment. */
  env: Record<string, string>;
}

/** What to run for a check. It stops at the first failing line, and test runners are kept from watching for changes. */
export function prepareCheck(check: Check): CheckCommand {
  return { file: check.shell, args: ['-e', '-c', check.command], env: { CI: '1' } };
}
