/** A task of a solution that a planner answers with in a test. */
export interface PlannedTask {
  id?: string;
  title?: string;
  files?: readonly string[];
  dependsOn?: readonly string[];
  commands?: readonly string[];
  verification?: readonly string[];
  backend?: string;
}

/** The final message of a planner that has found a solution with these tasks. */
export function plannedAs(...tasks: PlannedTask[]): string {
  return JSON.stringify({ title: 'A solution', tasks: tasks.map(toTask) });
}

/** The text of a solution file for an issue. */
export function solutionText(issueId: string, ...tasks: PlannedTask[]): string {
  const solution = { title: `Solve ${issueId}`, tasks: tasks.map(toTask) };
  return `${JSON.stringify({ issue_id: issueId, solution }, undefined, 2)}\n`;
}

function toTask(
  { id, title, files = [], dependsOn = [], commands, verification = [], backend }: PlannedTask,
  index: number,
): object {
  return {
    id: id ?? `T${index + 1}`,
    title: title ?? `Step ${index + 1}`,
    files: files.map((path) => ({ path, action: 'create' })),
    depends_on: dependsOn,
    test: { commands: verification },
    ...(commands === undefined ? {} : { commands }),
    ...(backend === undefined ? {} : { backend }),
  };
}
