import type { ArtifactTask, ParsedArtifact } from './artifact.ts';
import { guessBackend, readBackendLine } from './backend-line.ts';
import type { Diagnostic } from './diagnostic.ts';

interface Advice {
  rule: string;
  isMissing: (task: ArtifactTask) => boolean;
  message: string;
}

const ADVICE: readonly Advice[] = [
  { rule: 'no-objective', isMissing: (task) => task.objective === undefined, message: 'says no objective' },
  { rule: 'no-files', isMissing: (task) => task.files.length === 0, message: 'names no files' },
  {
    rule: 'no-commands',
    isMissing: (task) => task.commands.length === 0 && task.verify.length === 0,
    message: 'names no commands, to do the work or to verify it',
  },
  { rule: 'no-backend', isMissing: (task) => task.backend === undefined, message: 'names no backend' },
  {
    rule: 'no-done-criteria',
    isMissing: (task) => task.doneWhen.length === 0,
    message: 'does not say when it is done',
  },
];

/**
 * Everything to say about an artifact: what the parser found, and what a well-written task would have as well. `backends`
 * are those that there are here; without them nothing is said about names of backends.
 */
export function lintArtifact(
  { artifact, diagnostics }: ParsedArtifact,
  backends?: readonly string[],
): Diagnostic[] {
  return [
    ...diagnostics,
    ...artifact.tasks.flatMap((task) => [
      ...adviseOnTask(task),
      ...(backends === undefined ? [] : adviseOnBackend(task, backends)),
    ]),
  ];
}

/** Only a hint: the plan may have been written for a place with other executors. */
function adviseOnBackend(task: ArtifactTask, backends: readonly string[]): Diagnostic[] {
  const asked = task.backend === undefined ? [] : readBackendLine(task.backend);
  return asked.flatMap((one): Diagnostic[] => {
    if (one === undefined || backends.includes(one.backend)) return [];
    const near = guessBackend(one.backend, backends);
    const advice = near === undefined ? `there are ${backends.join(', ')}` : `did you mean "${near}"?`;
    const message = `task ${task.key} names the backend "${one.backend}", which nobody knows here; ${advice}`;
    return [{ severity: 'hint', rule: 'unknown-backend', message, line: task.line, column: task.column }];
  });
}

function adviseOnTask(task: ArtifactTask): Diagnostic[] {
  const { line, column } = task;
  if (task.step !== undefined) return [];
  const hints = ADVICE.filter(({ isMissing }) => isMissing(task)).map(
    ({ rule, message }): Diagnostic => ({
      severity: 'hint',
      rule,
      message: `task ${task.key} ${message}`,
      line,
      column,
    }),
  );
  if (task.backend !== 'shell' || task.commands.length > 0) return hints;
  const message = `task ${task.key} is for the backend "shell" but has no commands, which are its work`;
  return [{ severity: 'warning', rule: 'nothing-to-run', message, line, column }, ...hints];
}
