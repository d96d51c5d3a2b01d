import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { type IssueLine, readIssueLines } from './issue-lines.ts';
import type { Issue } from './issue.ts';

/** What is wrong with lines of past issues and loses nothing: an issue may have ended twice, and old words are many. */
const HARMLESS: ReadonlySet<string> = new Set(['same-issue', 'issue-shape']);

/** Reads issues that were put aside as past; of one that stands there several times the last line counts. */
export function readPastLines(text: string): { lines: IssueLine[]; diagnostics: Diagnostic[] } {
  const { lines, diagnostics } = readIssueLines(text);
  const last = new Map(lines.map((line) => [line.issue.id, line]));
  return { lines: [...last.values()], diagnostics: diagnostics.filter(({ rule }) => rule !== 'same-issue') };
}

/** The errors for which a file of past issues is not written. */
export function findPastErrors(text: string): Diagnostic[] {
  return readIssueLines(text).diagnostics.filter(
    ({ severity, rule }) => severity === 'error' && !HARMLESS.has(rule),
  );
}

/** The JSON on one line of a text, from 1. */
export function pickLine(text: string, line: number): string {
  return (text.split('\n')[line - 1] ?? '').replace(BOM, '').trim();
}

/** The text without one line; every other line keeps its bytes. */
export function dropLine(text: string, line: number): string {
  const lines = text.split('\n');
  const mark = lines[line - 1]?.startsWith(BOM) === true ? BOM : '';
  return mark + lines.toSpliced(line - 1, 1).join('\n');
}

/** The text with other JSON on one line, in the line end that it has. */
export function replaceLine(text: string, line: number, json: string): string {
  const lines = text.split('\n');
  const old = lines[line - 1] ?? '';
  const mark = old.startsWith(BOM) ? BOM : '';
  return lines.toSpliced(line - 1, 1, `${mark}${json}${old.endsWith('\r') ? '\r' : ''}`).join('\n');
}

/** Whether two lines are of one issue: ids may be given again. */
export function isSameIssue(one: Issue, other: Issue): boolean {
  return one.id === other.id && one.fields['created_at'] === other.fields['created_at'];
}

/** Whether one issue is the other as it was moved: nothing differs but what a move sets. */
export function isMovedCopy(one: Issue, other: Issue): boolean {
  return describeRest(one) === describeRest(other);
}

const MOVED: ReadonlySet<string> = new Set(['status', 'completed_at', 'updated_at']);

function describeRest({ fields }: Issue): string {
  const rest = Object.entries(fields).filter(([key]) => !MOVED.has(key));
  return JSON.stringify(rest.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

const BOM = '\uFEFF';
