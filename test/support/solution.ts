import type { TestRepository } from './repository.ts';

/** A task of a solution that a test writes: it writes a file of its own. */
export interface SolutionTask {
  id: string;
  [field: string]: unknown;
}

/** A task for the shell that writes `<path>`. */
export function writesFile(id: string, path: string, more: object = {}): SolutionTask {
  return {
    id,
    title: `Write ${path}`,
    backend: 'shell',
    files: [{ path, action: 'create' }],
    commands: [`echo ${id} > ${path}`],
    ...more,
  };
}

/** Writes `docs/issues/<name>.json`, uncommitted, and returns its path. */
export function writeSolution(
  repository: TestRepository,
  name: string,
  tasks: readonly SolutionTask[],
  more: { issue_id?: string; id?: string; title?: string } = {},
): string {
  const path = `docs/issues/${name}.json`;
  const { issue_id: issueId = name, ...solution } = more;
  repository.write(
    path,
    `${JSON.stringify({ issue_id: issueId, solution: { ...solution, tasks } }, undefined, 2)}\n`,
  );
  return path;
}
