import type { SolutionFile, SolutionTask } from './solution-shape.ts';

/** Renders a solution task as the Markdown that an executor is given. */
export function renderBrief(title: string, task: SolutionTask): string {
  const done = [task.convergence, task.acceptance];
  const parts = [
    `# ${title}`,
    [state('Scope', task.scope), state('Action', task.action)].filter(Boolean).join('\n'),
    task.description?.trim() ?? '',
    list('Steps', task.implementation),
    list('Files', [...(task.files ?? []), ...(task.modification_points ?? [])].map(describeFile)),
    list(
      'Commands',
      task.commands?.map((command) => `\`${command}\``),
    ),
    list(
      'Done when',
      done.flatMap((part) => [...(part?.criteria ?? []), ...(part?.definition_of_done ?? [])]),
    ),
    list(
      'How to verify',
      done.flatMap((part) => [...(part?.verification ?? []), ...(part?.manual_checks ?? [])]),
    ),
    list('Unit tests', task.test?.unit),
    list('Integration tests', task.test?.integration),
    list(
      'Test commands',
      task.test?.commands?.map((command) => `\`${command}\``),
    ),
    list('Checks by hand', task.test?.manual_checks),
    list('Measures of success', task.test?.success_metrics),
    state('Coverage', task.test?.coverage_target),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function state(label: string, value: string | undefined): string {
  return value === undefined || value.trim() === '' ? '' : `${label}: ${value.trim()}`;
}

function list(heading: string, items: readonly string[] | undefined): string {
  const lines = (items ?? []).filter((item) => item.trim() !== '').map(markItem);
  return lines.length === 0 ? '' : `## ${heading}\n\n${lines.join('\n')}`;
}

/** Steps often bring their own number or indentation. */
function markItem(item: string): string {
  return /^\s*(?:[-*+]|\d+[.)])\s/.test(item) ? item.trimEnd() : `- ${item.trim()}`;
}

function describeFile(file: SolutionFile): string {
  const action = file.action === undefined ? '' : `${file.action}: `;
  const target = file.target === undefined ? '' : ` (${file.target})`;
  const head = `${action}${file.path ?? file.file ?? ''}${target}${file.change === undefined ? '' : `: ${file.change}`}`;
  const changes = (file.changes ?? []).map((change) => `  - ${describeChange(change)}`);
  return [head, ...changes].join('\n');
}

function describeChange(change: string | Record<string, unknown>): string {
  if (typeof change === 'string') return change;
  return Object.entries(change)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('; ');
}
