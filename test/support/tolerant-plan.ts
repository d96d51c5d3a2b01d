import { planText, type PlanTask } from './plan.ts';
import { readEventLog } from './planex.ts';
import type { TestRepository } from './repository.ts';

/** The plan that `writeTea` writes, and its first task. */
export const TEA = 'docs/plans/2026-11-20-tea.md';
export const TEA_TASK = 'docs/plans/2026-11-20-tea#1';

/** Writes an approved plan with these tasks, tolerances and constraints; nothing is committed. */
export function writeTea(
  repository: TestRepository,
  tasks: readonly PlanTask[],
  tolerances: readonly string[],
  constraints: readonly string[] = [],
): void {
  const list = (items: readonly string[]): string =>
    items.length === 0 ? 'None.\n' : items.map((item) => `- ${item}\n`).join('');
  const sections = [
    `## Constraints\n\n${list(constraints)}`,
    `## Tolerances\n\n${list(tolerances)}`,
    '## Decision Log\n\n- Decision: tea\n  Rationale: thirst\n',
  ];
  repository.write(TEA, `${planText(tasks, { status: 'APPROVED' })}\n${sections.join('\n')}`);
}

/** How many runs planex has started. */
export function countRuns(repository: TestRepository): number {
  return readEventLog(repository).filter(({ type }) => type === 'run:claimed').length;
}

/** The paths that a commit touches. */
export function pathsOf(repository: TestRepository, commit: string): string[] {
  return repository.git('show', '--format=', '--name-only', commit).split('\n');
}
