import { parseSolution } from '../artifacts/solution.ts';
import { type Diagnostic, formatDiagnostic } from '../artifacts/diagnostic.ts';
import { isObject, readJsonSource } from '../artifacts/json-source.ts';
import { readIssue } from './issue.ts';
import { flattenJson, pickField, setFields } from './set-fields.ts';

/** A file whose issues or solutions are to come into the store. */
export interface ImportFile {
  path: string;
  text: string;
}

/** One issue or solution that is to come into the store, as JSON on one line. */
export type ImportItem =
  /** `id` is absent where it is still to be made. */
  | { kind: 'issue'; id?: string; json: string; place: string }
  | { kind: 'solution'; id: string; title: string; json: string; tasks: number; place: string };

/** What a file holds, good and bad. */
export interface ImportReading {
  items: ImportItem[];
  /** `path:line:column: error: …`, one a line. */
  problems: string[];
}

/** Reads issues and solutions: of `.jsonl` each line is one, any other file is one as a whole. */
export function readImport({ path, text }: ImportFile): ImportReading {
  const items: ImportItem[] = [];
  const problems: string[] = [];
  const parts = /\.jsonl$/i.test(path) ? text.split('\n') : [text];
  for (const [index, raw] of parts.entries()) {
    const part = raw.replace(/^\uFEFF/, '');
    if (part.trim() === '') continue;
    const line = parts.length === 1 ? undefined : index + 1;
    const read = readPart(path, part, line === undefined ? path : `${path}:${line}`);
    if (Array.isArray(read)) {
      problems.push(
        ...read.map((one) => formatDiagnostic(path, line === undefined ? one : { ...one, line })),
      );
    } else items.push(read);
  }
  if (items.length + problems.length === 0) problems.push(`${path}: error: there is nothing in it (empty)`);
  return { items, problems };
}

function readPart(path: string, text: string, place: string): ImportItem | Diagnostic[] {
  const source = readJsonSource(text);
  if (!source.ok) return source.failure;
  const { value, locate } = source.value;
  if (isObject(value) && (isObject(value['solution']) || 'tasks' in value))
    return readSolution(path, text, place);
  const isNew = isObject(value) && (value['id'] === undefined || value['id'] === null || value['id'] === '');
  if (isNew && !/\.jsonl$/i.test(path)) {
    const message = 'it has no tasks, so it is no solution, and no id, so it is no issue';
    return [{ severity: 'error', rule: 'issue-shape', message, ...locate([]) }];
  }
  const issue = readIssue(isNew ? { ...value, id: 'NEW' } : value);
  if (!issue.ok) {
    return issue.failure.map(({ path: at, message }) => ({
      severity: 'error',
      rule: 'issue-shape',
      message: at.length === 0 ? message : `${at.join('.')}: ${message}`,
      ...locate(at),
    }));
  }
  const json = flattenJson(text);
  if (!isNew) return { kind: 'issue', id: issue.value.id, json, place };
  if (issue.value.title !== 'NEW') return { kind: 'issue', json, place };
  const message = 'it has no id, no title and no context, so nobody could tell what it is';
  return [{ severity: 'error', rule: 'issue-shape', message, ...locate([]) }];
}

function readSolution(path: string, text: string, place: string): ImportItem | Diagnostic[] {
  const { artifact, diagnostics } = parseSolution(path, text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return errors;
  if (artifact.tasks.length === 0) return diagnostics.map((one) => ({ ...one, severity: 'error' }));
  const solution = pickField(text, 'solution');
  const bound = solution?.startsWith('{') ? pickField(solution, 'bound') : undefined;
  const json = flattenJson(bound?.startsWith('{') ? bound : (solution ?? text));
  const { label: id, title, tasks } = artifact;
  return { kind: 'solution', id, title, json, tasks: tasks.length, place };
}

/** The JSON of an issue that has got its id. */
export function nameIssue(json: string, id: string): string {
  return setFields(json, { id });
}
