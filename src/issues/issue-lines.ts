import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { readJsonSource } from '../artifacts/json-source.ts';
import { type Issue, readIssue } from './issue.ts';
import { type FieldChanges, setFields } from './set-fields.ts';

/** An issue and the line of the file on which it stands, from 1. */
export interface IssueLine {
  issue: Issue;
  line: number;
}

/** What a file with one issue to a line says. */
export interface IssueLines {
  lines: IssueLine[];
  /** With an error among them the file is not written. */
  diagnostics: Diagnostic[];
}

/** Reads `issues.jsonl`. A line that cannot be read is a diagnostic, and the others count. */
export function readIssueLines(text: string): IssueLines {
  const lines: IssueLine[] = [];
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, number>();
  for (const [index, line] of splitLines(text).entries()) {
    if (isBlank(line)) continue;
    const source = readJsonSource(line);
    const at = <T extends object>(one: T): T & { line: number } => ({ ...one, line: index + 1 });
    if (!source.ok) {
      diagnostics.push(...source.failure.map(at));
      continue;
    }
    diagnostics.push(...source.value.diagnostics.map(at));
    const read = readIssue(source.value.value);
    if (!read.ok) {
      for (const { path, message } of read.failure) {
        const what = path.length === 0 ? message : `${path.join('.')}: ${message}`;
        diagnostics.push(
          at({
            severity: 'error',
            rule: 'issue-shape',
            message: what,
            ...source.value.locate(path),
          } as const),
        );
      }
      continue;
    }
    const issue = read.value;
    const before = seen.get(issue.id);
    if (before !== undefined) {
      const message = `${issue.id} stands on line ${before} already; keep one of them`;
      diagnostics.push(at({ severity: 'error', rule: 'same-issue', message, column: 1 } as const));
    }
    seen.set(issue.id, before ?? index + 1);
    lines.push({ issue, line: index + 1 });
  }
  return { lines, diagnostics };
}

/** The text with fields of the issue on one line set; every other line keeps its bytes. */
export function changeLine(text: string, line: number, changes: FieldChanges): string {
  const all = splitLines(text);
  const old = all[line - 1] ?? '';
  const mark = old.startsWith(BOM) ? BOM : '';
  all[line - 1] = mark + setFields(old.slice(mark.length), changes);
  return all.join('\n');
}

/** The text with JSON texts added, one to a line, in the line ends that it has. */
export function addLines(text: string, jsons: readonly string[]): string {
  const end = /\r\n/.test(text) ? '\r\n' : '\n';
  const gap = text === '' || text === BOM || text.endsWith('\n') ? '' : end;
  return `${text}${gap}${jsons.map((one) => `${one}${end}`).join('')}`;
}

const BOM = '\uFEFF';

function splitLines(text: string): string[] {
  return text.split('\n');
}

function isBlank(line: string): boolean {
  return line.replace(BOM, '').trim() === '';
}
