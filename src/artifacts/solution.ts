import { posix } from 'node:path';
import { checkShape } from '../schema.ts';
import type { ParsedArtifact } from './artifact.ts';
import { checkDependencies } from './dependencies.ts';
import type { Diagnostic } from './diagnostic.ts';
import { foldLine } from './digest.ts';
import { isIdWord } from './id-word.ts';
import { followPath, isObject, type JsonPath, type JsonSource, readJsonSource } from './json-source.ts';
import { type Envelope, envelopeSchema, type Solution, solutionSchema } from './solution-shape.ts';
import { readSolutionTask } from './solution-task.ts';
import { MAX_TASKS } from './task-limit.ts';

/** Reads an issue solution: bare, or in an envelope as `solution.bound` or `solution`. */
export function parseSolution(path: string, text: string): ParsedArtifact {
  const name = foldLine(posix.basename(path).replace(/\.jsonl?$/i, ''));
  const refuse = (diagnostics: Diagnostic[]): ParsedArtifact => ({
    artifact: { kind: 'solution', title: name, label: nameWord(name), status: 'none', tasks: [] },
    diagnostics,
  });
  const read = readJsonSource(text);
  if (!read.ok) return refuse(read.failure);
  const source = read.value;
  const place = findSolution(source.value);
  const count = countTasks(source.value, place);
  if (count > MAX_TASKS) {
    const message = `the solution has ${count} tasks; at most ${MAX_TASKS} are read`;
    const at = source.locate([...place, 'tasks']);
    return refuse([...source.diagnostics, { severity: 'error', rule: 'too-many-tasks', message, ...at }]);
  }
  const solution = checkShape(solutionSchema, followPath(source.value, place));
  const envelope = checkShape(envelopeSchema, source.value);
  if (solution.ok && envelope.ok) return readSolution(source, place, solution.value, envelope.value, name);
  const problems = [
    ...(envelope.ok || place.length === 0 ? [] : envelope.failure),
    ...(solution.ok
      ? []
      : solution.failure.map(({ path, message }) => ({ path: [...place, ...path], message }))),
  ];
  return refuse([
    ...source.diagnostics,
    ...problems.map(({ path, message }): Diagnostic => {
      const place = source.locate(path);
      return { severity: 'error', rule: 'shape', message: `${describePath(path)}: ${message}`, ...place };
    }),
  ]);
}

/** The path to the object that holds the tasks. */
function findSolution(root: unknown): JsonPath {
  if (isObject(followPath(root, ['solution', 'bound']))) return ['solution', 'bound'];
  return isObject(followPath(root, ['solution'])) ? ['solution'] : [];
}

function countTasks(root: unknown, place: JsonPath): number {
  const tasks = followPath(root, [...place, 'tasks']);
  return Array.isArray(tasks) ? tasks.length : 0;
}

/** `tasks, item 2, files, item 1, path`: counted from one, as people count. */
function describePath(path: JsonPath): string {
  if (path.length === 0) return 'the file';
  return path.map((part) => (typeof part === 'number' ? `item ${part + 1}` : part)).join(', ');
}

function readSolution(
  source: JsonSource,
  place: JsonPath,
  solution: Solution,
  outer: Envelope,
  name: string,
): ParsedArtifact {
  const issue = findIssue(place, solution, outer, name);
  const label = foldLine(issue.id) || nameWord(name);
  const readings = solution.tasks.map((task, index) =>
    readSolutionTask(source, [...place, 'tasks', index], task),
  );
  const titles = [
    solution.title,
    outer.title,
    outer.issue?.title,
    outer.issue_title,
    readings[0]?.task.title,
  ];
  const title = titles.map((text) => foldLine(text ?? '')).find((text) => text !== '') ?? label;
  const diagnostics = [
    ...source.diagnostics,
    ...checkIssue(source, issue),
    ...readings.flatMap((reading) => reading.diagnostics),
    ...checkDependencies(readings.map(({ order }) => order)),
  ];
  if (readings.length === 0) {
    const message = 'the solution has no tasks, so there is nothing to carry out';
    diagnostics.push({
      severity: 'warning',
      rule: 'no-tasks',
      message,
      ...source.locate([...place, 'tasks']),
    });
  }
  return {
    artifact: {
      kind: 'solution',
      title,
      label,
      ...(solution.id?.trim() ? { solutionId: solution.id.trim() } : {}),
      status: 'none',
      tasks: readings.map(({ task }) => task),
    },
    diagnostics,
  };
}

interface IssueId {
  id: string;
  /** Where it is stated; empty when the file's name tells it. */
  path: JsonPath;
}

/** The stated issue; else the file's name if it looks like an issue id; else the one inside the solution's own id. */
function findIssue(place: JsonPath, solution: Solution, outer: Envelope, name: string): IssueId {
  const stated = [
    { id: outer.issue_id, path: ['issue_id'] },
    { id: outer.issue?.id, path: ['issue', 'id'] },
    { id: solution.issue_id, path: [...place, 'issue_id'] },
  ];
  for (const { id, path } of stated) if (id?.trim()) return { id, path };
  if (/^[A-Z][A-Z0-9]*-(?:[\w.]+-)*[\w.]*\d[\w.-]*$/.test(name)) return { id: name, path: [] };
  const inside = /^SOL-(.+)-[a-z0-9]{2,8}$/is.exec(solution.id ?? '')?.[1];
  return inside === undefined ? { id: nameWord(name), path: [] } : { id: inside, path: [...place, 'id'] };
}

function nameWord(name: string): string {
  return name.replace(/\s+/g, '-');
}

function checkIssue(source: JsonSource, { id, path }: IssueId): Diagnostic[] {
  if (isIdWord(id)) return [];
  const message =
    'the issue id has to be one word of at most 100 visible characters, since commits and reports carry it';
  return [{ severity: 'error', rule: 'issue-id', message, ...source.locate(path) }];
}
