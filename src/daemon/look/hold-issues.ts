import { findIssueHold, type HeldSolution } from '../../issues/hold-issue.ts';
import type { KnownIssues } from '../../issues/known-issues.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import { orderIssues } from './order-issues.ts';

/** Adds to the facts of tasks why the issue that they are of keeps them back, and what comes before them by a queue. */
export function holdIssues(
  facts: readonly TaskFacts[],
  entries: readonly CatalogueEntry[],
  known: KnownIssues,
): TaskFacts[] {
  return orderIssues(holdEach(facts, entries, known), known);
}

function holdEach(
  facts: readonly TaskFacts[],
  entries: readonly CatalogueEntry[],
  { issues, complete }: KnownIssues,
): TaskFacts[] {
  const solutions = groupSolutions(facts, entries);
  return facts.map((one) => {
    const { artifactKind, artifactPath, label } = one.task;
    if (artifactKind !== 'solution') return one;
    const known = issues.get(label) ?? (complete ? undefined : 'unreadable');
    const hold = findIssueHold(label, known, solutions.get(label) ?? [], artifactPath);
    return hold === undefined ? one : { ...one, issueHold: hold };
  });
}

/** The solutions in place by the issue that they are of, in the order of their paths. */
export function groupSolutions(
  facts: readonly TaskFacts[],
  entries: readonly CatalogueEntry[],
): Map<string, HeldSolution[]> {
  const landed = new Map<string, TaskFacts['landed'][]>();
  for (const { task, landed: state } of facts) {
    if (task.artifactKind === 'solution') push(landed, task.artifactPath, state);
  }
  const groups = new Map<string, HeldSolution[]>();
  for (const { path, artifact } of entries) {
    const states = landed.get(path);
    if (states === undefined) continue;
    push(groups, artifact.label, {
      path,
      solution: artifact.solutionId,
      isDone: states.every(({ kind }) => kind === 'landed'),
      hasLandings: states.some(({ kind }) => kind !== 'never'),
    });
  }
  return groups;
}

function push<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
