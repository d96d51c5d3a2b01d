import { dirname, join } from 'node:path';
import { type Diagnostic, formatDiagnostic } from '../artifacts/diagnostic.ts';
import { OperatorError } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { addLines, type IssueLine, readIssueLines } from '../issues/issue-lines.ts';
import {
  dropLine,
  findPastErrors,
  isMovedCopy,
  isSameIssue,
  pickLine,
  readPastLines,
  replaceLine,
} from '../issues/past-lines.ts';
import { type FieldChanges, setFields } from '../issues/set-fields.ts';
import { editSharedFile } from './edit-shared-file.ts';
import { lockIssues } from './lock-issues.ts';
import { requireInside } from './require-inside.ts';

/** The two files between which an issue moves. */
export interface IssueFiles {
  /** Top of the repository. */
  home: string;
  records: string;
  /** From the top of the repository. */
  present: string;
  past: string;
}

/*
 * An issue that moves is copied first and then taken out where it was. Whoever dies in between leaves it in both files; it
 * is then present, and the same move, made again, finds its copy and takes out the rest.
 *
 *     present ──copy──▶ present and past ──take out──▶ past
 *     past    ──copy──▶ present and past ──take out──▶ present
 */

/** Moves an issue that is done to those that are past. Nothing happens where it is not present. */
export async function endIssue(
  files: IssueFiles,
  issueId: string,
  at: string,
  waitMs?: number,
): Promise<void> {
  const changes = { status: 'completed', completed_at: at, updated_at: at };
  await move(files, 'past', issueId, changes, waitMs);
}

/** Brings a past issue back among those that are present. Nothing happens where it is not past. */
export async function reopenIssue(
  files: IssueFiles,
  issueId: string,
  at: string,
  waitMs?: number,
): Promise<void> {
  const changes = { status: 'registered', completed_at: null, updated_at: at };
  await move(files, 'present', issueId, changes, waitMs);
}

async function move(
  files: IssueFiles,
  to: 'present' | 'past',
  issueId: string,
  changes: FieldChanges,
  waitMs: number | undefined,
): Promise<void> {
  const { home, records } = files;
  const from = to === 'past' ? 'present' : 'past';
  await requireInside(home, dirname(files.past));
  const act = async (drafts: string): Promise<void> => {
    let found: Found | undefined;
    let isElse = false;
    await editSharedFile(join(home, files[from]), drafts, (bytes) => {
      found = find(files, from, bytes, issueId);
      return undefined;
    });
    const moved = found;
    if (moved === undefined) return;
    await editSharedFile(join(home, files[to]), drafts, (bytes) => {
      const text = decode(files[to], bytes);
      const there = find(files, to, bytes, issueId);
      const fresh = setFields(moved.json, changes);
      if (there !== undefined && isMovedCopy(there.issue, moved.issue)) return undefined;
      // What is present counts, whatever the past says of it.
      isElse = there !== undefined && to === 'present';
      if (isElse) return undefined;
      const isAgain = there !== undefined && isSameIssue(there.issue, moved.issue);
      return isAgain ? replaceLine(text, there.line, fresh) : addLines(text, [fresh]);
    });
    if (isElse) return;
    faultPoint('move-issue:copied');
    await editSharedFile(join(home, files[from]), drafts, (bytes) => {
      const left = find(files, from, bytes, issueId);
      // Somebody has changed it meanwhile: then it stays, and moves as it is now the next time.
      if (left === undefined || left.json !== moved.json) return undefined;
      return dropLine(decode(files[from], bytes), left.line);
    });
  };
  await lockIssues(records, act, waitMs);
}

/** An issue, its line, and the JSON on that. */
interface Found extends IssueLine {
  json: string;
}

function find(
  files: IssueFiles,
  side: 'present' | 'past',
  bytes: Uint8Array | undefined,
  issueId: string,
): Found | undefined {
  const path = files[side];
  const text = decode(path, bytes);
  const errors = side === 'past' ? findPastErrors(text) : readIssueLines(text).diagnostics.filter(isError);
  if (errors.length > 0) throw refuse(path, errors);
  const { lines } = side === 'past' ? readPastLines(text) : readIssueLines(text);
  const line = lines.find(({ issue }) => issue.id === issueId);
  return line && { ...line, json: pickLine(text, line.line) };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

function decode(path: string, bytes: Uint8Array | undefined): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes ?? new Uint8Array());
  } catch {
    throw refuse(path, [{ severity: 'error', rule: 'not-utf8', message: 'the file is not UTF-8' }]);
  }
}

function refuse(path: string, errors: readonly Diagnostic[]): OperatorError {
  const lines = errors.map((one) => formatDiagnostic(path, one)).join('\n');
  return new OperatorError(`no issue is moved, since not all of them can be read:\n${lines}`, {
    where: path,
  });
}
