import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, formatDiagnostic } from '../artifacts/diagnostic.ts';
import { OperatorError } from '../errors.ts';
import type { Issue } from '../issues/issue.ts';
import {
  addLines,
  changeLine,
  type IssueLine,
  type IssueLines,
  readIssueLines,
} from '../issues/issue-lines.ts';
import { nameKeptFile } from '../issues/kept-file.ts';
import { readPastLines } from '../issues/past-lines.ts';
import type { FieldChanges } from '../issues/set-fields.ts';
import { bindLine, readSolutionLines, type StoredSolution } from '../issues/solution-lines.ts';
import { editSharedFile, readSharedFile } from './edit-shared-file.ts';
import { listFolder } from './folder.ts';
import { lockIssues } from './lock-issues.ts';
import type { IssueFiles } from './move-issue.ts';
import { rememberLast } from './remember-last.ts';
import { requireInside } from './require-inside.ts';

/** Where other programs keep issues; used where it is there. */
export const SHARED_FOLDER = '.workflow/issues';
/** Below a folder that planex watches, by a name that its patterns do not mean. */
const OWN_FOLDER = 'docs/issues/.store';
/** Where issues may lie, from the top of the repository: the first that is there counts. */
export const STORE_FOLDERS: readonly string[] = [SHARED_FOLDER, OWN_FOLDER];
const PRESENT = 'issues.jsonl';
const PAST = 'issue-history.jsonl';
/** The files in which a store may hold issues, from the top of the repository. */
export const STORE_FILES: readonly string[] = STORE_FOLDERS.flatMap((folder) =>
  [PRESENT, PAST].map((name) => `${folder}/${name}`),
);

/** Something wrong in a file of the store. */
export interface StoreDiagnostic {
  /** From the top of the repository. */
  path: string;
  diagnostic: Diagnostic;
}

/** What a store holds. */
export interface IssueBook {
  issues: IssueLine[];
  /** Issues that were put aside as past. */
  past: Issue[];
  /** With an error among them the store is not written, and what it holds may be more. */
  diagnostics: StoreDiagnostic[];
  /** False when present issues may be missing, since not every line could be read. */
  isWhole: boolean;
}

/** The issues of a repository, in files that other programs may read and write as well. */
export interface IssueStore {
  /** From the top of the repository. */
  folder: string;
  files: IssueFiles;
  read(): Promise<IssueBook>;
  /** Solutions of an issue that are not in place, in the order of the file. */
  readSolutions(issueId: string): Promise<{ solutions: StoredSolution[]; diagnostics: StoreDiagnostic[] }>;
  /**
   * Adds what `make` gives for the ids that are taken. Throws `OperatorError` when the store cannot be read as a whole, or
   * when an id is there already.
   */
  add(make: (ids: TakenIds) => readonly NewIssue[]): Promise<string[]>;
  /** Sets fields of an issue, also of a past one; `decide` sees it as it is then, and may throw. */
  change(issueId: string, decide: (issue: Issue) => FieldChanges): Promise<void>;
  /** Adds solutions that are not there yet. */
  addSolutions(issueId: string, jsons: readonly string[]): Promise<void>;
  /** Marks the solution on one line as the chosen one. */
  bindSolution(issueId: string, solution: StoredSolution, at: string): Promise<void>;
}

/** Ids that stand in a store. */
export interface TakenIds {
  /** What is there. */
  issues: readonly Issue[];
  /** Of issues that are there. */
  present: ReadonlySet<string>;
  /** Of past ones. */
  past: ReadonlySet<string>;
  /** Of these, of past ones, and of solutions: what a new id may not be. */
  taken: ReadonlySet<string>;
}

/** An issue that is to be added: its id, and the JSON of all its fields on one line. */
export interface NewIssue {
  id: string;
  json: string;
}

/** Opens the store of the repository whose top is `home`. Nothing is written before it is asked for. */
export function openIssueStore(home: string, records: string): IssueStore {
  const folder = existsSync(join(home, SHARED_FOLDER)) ? SHARED_FOLDER : OWN_FOLDER;
  const issuesFile = `${folder}/${PRESENT}`;
  const readPresent = rememberLast(readIssueLines);
  const pastFile = `${folder}/${PAST}`;
  const solutionsFile = (id: string): string => {
    const name = nameKeptFile(id);
    if (name !== undefined) return `${folder}/solutions/${name}`;
    throw new OperatorError(`"${id}" cannot be the name of a file, so no solution can be kept for it`);
  };

  const readIssues = async (
    path: string,
    parse: typeof readIssueLines,
  ): Promise<{ lines: IssueLine[]; diagnostics: StoreDiagnostic[] }> => {
    const bytes = await readSharedFile(join(home, path));
    const { lines, diagnostics } = understand(bytes, parse, { lines: [], diagnostics: [] });
    return { lines, diagnostics: diagnostics.map((diagnostic) => ({ path, diagnostic })) };
  };

  const edit = async (path: string, change: (text: string) => string): Promise<void> => {
    await requireInside(home, path);
    await lockIssues(records, (drafts) =>
      editSharedFile(join(home, path), drafts, (bytes) => {
        const before = decode(bytes);
        if (before === undefined) throw refuse(path, [NOT_TEXT]);
        const after = change(before);
        return after === before ? undefined : after;
      }),
    );
  };

  const read = async (): Promise<IssueBook> => {
    const [present, past] = await Promise.all([
      readIssues(issuesFile, readPresent),
      readIssues(pastFile, readPastLines),
    ]);
    return {
      issues: present.lines,
      past: past.lines.map(({ issue }) => issue),
      isWhole: present.diagnostics.every(({ diagnostic }) => diagnostic.severity !== 'error'),
      // What is wrong in the past only keeps an id from being known as taken.
      diagnostics: [...present.diagnostics, ...past.diagnostics],
    };
  };

  return {
    folder,
    files: { home, records, present: issuesFile, past: pastFile },
    read,
    async readSolutions(issueId) {
      if (nameKeptFile(issueId) === undefined) return { solutions: [], diagnostics: [] };
      const path = solutionsFile(issueId);
      const bytes = await readSharedFile(join(home, path));
      const { solutions, diagnostics } = understand(bytes, readSolutionLines, {
        solutions: [],
        diagnostics: [],
      });
      return { solutions, diagnostics: diagnostics.map((diagnostic) => ({ path, diagnostic })) };
    },
    async add(make) {
      let added: string[] = [];
      const { past } = await read();
      const named = listFolder(join(home, folder, 'solutions')).map((name) => name.replace(/\.jsonl$/, ''));
      await edit(issuesFile, (text) => {
        const lines = findSound(issuesFile, readPresent(text));
        const issues = lines.map(({ issue }) => issue);
        const present = new Set(issues.map(({ id }) => id));
        const ended = new Set(past.map(({ id }) => id));
        const taken = new Set([...present, ...ended, ...named]);
        const fresh = make({ issues, present, past: ended, taken });
        const twin = fresh.find(({ id }) => present.has(id));
        if (twin !== undefined) throw new OperatorError(`there is an issue ${twin.id} already`);
        added = fresh.map(({ id }) => id);
        return fresh.length === 0
          ? text
          : addLines(
              text,
              fresh.map(({ json }) => json),
            );
      });
      return added;
    },
    async change(issueId, decide) {
      const { issues, past } = await read();
      const isPast =
        issues.every(({ issue }) => issue.id !== issueId) && past.some(({ id }) => id === issueId);
      const path = isPast ? pastFile : issuesFile;
      await edit(path, (text) => {
        const lines = isPast ? readPastLines(text).lines : findSound(path, readPresent(text));
        const found = lines.find(({ issue }) => issue.id === issueId);
        if (found === undefined) throw new OperatorError(`there is no issue ${issueId}`, { where: path });
        return changeLine(text, found.line, decide(found.issue));
      });
    },
    addSolutions: async (issueId, jsons) =>
      edit(solutionsFile(issueId), (text) => {
        const { diagnostics, solutions: there } = readSolutionLines(text);
        refuseErrors(solutionsFile(issueId), diagnostics);
        const fresh = jsons.filter((one) => !there.some(({ text: old }) => old === one));
        return fresh.length === 0 ? text : addLines(text, fresh);
      }),
    bindSolution: async (issueId, solution, at) =>
      edit(solutionsFile(issueId), (text) => {
        const { diagnostics, solutions } = readSolutionLines(text);
        refuseErrors(solutionsFile(issueId), diagnostics);
        const same = solutions.find((one) => one.line === solution.line && one.text === solution.text);
        if (same === undefined) throw new OperatorError(`the solutions of ${issueId} have changed meanwhile`);
        return same.isBound ? text : bindLine(text, same.line, at);
      }),
  };
}

const NOT_TEXT: Diagnostic = { severity: 'error', rule: 'not-utf8', message: 'the file is not UTF-8' };

function findSound(path: string, { lines, diagnostics }: IssueLines): IssueLine[] {
  refuseErrors(path, diagnostics);
  return lines;
}

function refuseErrors(path: string, diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw refuse(path, errors);
}

function refuse(path: string, errors: readonly Diagnostic[]): OperatorError {
  const lines = errors.map((one) => formatDiagnostic(path, one));
  return new OperatorError(
    `the issues are not written, since not all of them can be read:\n${lines.join('\n')}`,
    {
      where: path,
      todo: 'mend these lines, and nothing of the file is lost',
    },
  );
}

function understand<T extends { diagnostics: Diagnostic[] }>(
  bytes: Uint8Array | undefined,
  parse: (text: string) => T,
  nothing: T,
): T {
  const text = decode(bytes);
  return text === undefined ? { ...nothing, diagnostics: [NOT_TEXT] } : parse(text);
}

/** No file is an empty text; undefined for bytes that are no text. */
function decode(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
