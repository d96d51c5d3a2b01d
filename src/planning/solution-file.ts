import { isObject, readJsonSource } from '../artifacts/json-source.ts';
import type { ArtifactTask, ParsedArtifact } from '../artifacts/artifact.ts';
import { parseSolution } from '../artifacts/solution.ts';
import { listJsonValues } from '../tasks/find-json.ts';
import type { PlannerAnswer, Planning } from './planning-record.ts';

/** A solution as a planner has written it, put into the form of a file. */
export interface PlannedSolution {
  /** The bytes of the file: the same answer always gives the same. */
  text: string;
  tasks: readonly ArtifactTask[];
}

/** What became of an answer that is to hold a solution. */
export type SolutionReading = { ok: true; value: PlannedSolution } | { ok: false; problems: string[] };

/** Puts a solution that a store keeps, as JSON, into the form of a file. */
export function wrapSolution(issueId: string, title: string, json: string): SolutionReading {
  const read = readJsonSource(json);
  if (!read.ok) return { ok: false, problems: listProblems(read.failure) };
  return check(issueId, { issue_id: issueId, issue_title: title, solution: read.value.value });
}

/** Reads the solution out of the final message of a planner. What planex itself would refuse in a file is refused here. */
export function readSolution({ issueId, title }: Planning, answer: PlannerAnswer): SolutionReading {
  const solution = listJsonValues(answer.text).flatMap(findSolution)[0];
  if (solution === undefined) {
    return { ok: false, problems: ['the answer holds no JSON object with a list "tasks"'] };
  }
  return check(issueId, {
    issue_id: issueId,
    issue_title: title,
    planned_at: answer.at,
    planned_by: answer.model === undefined ? answer.backend : `${answer.backend} (${answer.model})`,
    solution,
  });
}

function check(issueId: string, file: object): SolutionReading {
  const text = `${JSON.stringify(file, undefined, 2)}\n`;
  const { artifact, diagnostics } = parseSolution(`${issueId}.json`, text);
  const problems = listProblems(diagnostics);
  return problems.length === 0
    ? { ok: true, value: { text, tasks: artifact.tasks } }
    : { ok: false, problems };
}

/** The solution in a value: bare, or in an envelope of its own. */
function findSolution(value: unknown): Record<string, unknown>[] {
  if (!isObject(value)) return [];
  const inner = isObject(value['solution']) ? value['solution'] : value;
  const bound = isObject(inner['bound']) ? inner['bound'] : inner;
  return Array.isArray(bound['tasks']) ? [bound] : [];
}

function listProblems(diagnostics: ParsedArtifact['diagnostics']): string[] {
  return diagnostics
    .filter(({ severity, rule }) => severity === 'error' || rule === 'no-tasks')
    .map(({ message, line }) => (line === undefined ? message : `line ${line}: ${message}`));
}
