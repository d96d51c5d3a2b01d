import type { ArtifactTask } from '../artifacts/artifact.ts';
import type { Diagnostic } from '../artifacts/diagnostic.ts';

/** Plans are easiest to follow, and to take back, in steps of a few minutes. */
const LONGEST_MINUTES = 5;
const RANGE =
  '(\\d+(?:\\.\\d+)?)(?:\\s*(?:-|–|to)\\s*(\\d+(?:\\.\\d+)?))?\\s*(minutes?|mins?|m|hours?|hrs?|h)\\b';
const STATED = new RegExp(
  `^[\\s*_-]*(?:estimate[sd]?|estimated (?:time|effort)|time|effort|duration)(?: estimate)?[\\s*_]*:[\\s*_]*(?:~|about |approx\\.? )?${RANGE}`,
  'im',
);
const IN_TITLE = new RegExp(`[([](?:~|about )?${RANGE}[)\\]]`, 'i');

/** Hints at tasks that say of themselves that they take more than five minutes. */
export function adviseOnLongTasks(tasks: readonly ArtifactTask[]): Diagnostic[] {
  return tasks.flatMap((task): Diagnostic[] => {
    const match = IN_TITLE.exec(task.title) ?? STATED.exec(task.brief);
    if (match === null) return [];
    const minutes = Number(match[2] ?? match[1]) * (match[3]?.toLowerCase().startsWith('h') ? 60 : 1);
    if (minutes <= LONGEST_MINUTES) return [];
    const message = `task ${task.key} says that it takes ${minutes} minutes; tasks of at most ${LONGEST_MINUTES} are easier to judge and to take back`;
    return [{ severity: 'hint', rule: 'long-task', message, line: task.line, column: task.column }];
  });
}
