import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errorMessage, OperatorError } from '../../errors.ts';
import { nameKeptFile } from '../../issues/kept-file.ts';
import { makeIssueId } from '../../issues/issue-id.ts';
import { type ImportItem, nameIssue, readImport } from '../../issues/read-import.ts';
import { type IssueStore, type NewIssue, openIssueStore, type TakenIds } from '../../state/issue-store.ts';
import { openPlanex } from '../open-planex.ts';

/** What an import did, or would do. */
export interface ImportReport {
  folder: string;
  /** Ids of issues that were added. */
  issues: string[];
  /** Issues whose solutions were added, and how many. */
  solutions: { issue: string; solutions: number }[];
  /** Ids of issues that are there already: they stay as they are. */
  already: string[];
  /** What is not taken and why, one a line. */
  problems: string[];
}

/**
 * Brings issues and solutions from a file or folder into the store. All of it is checked first; what is good is taken, and
 * solutions come among those that wait to be chosen, so that nothing of them runs.
 */
export async function importIssues(cwd: string, from: string, dryRun: boolean): Promise<ImportReport> {
  const { repository, records } = await openPlanex(cwd);
  const store = openIssueStore(repository.home, records);
  const problems: string[] = [];
  const items: ImportItem[] = [];
  for (const file of await readFiles(resolve(cwd, from))) {
    const read = readImport(file);
    items.push(...read.items);
    problems.push(...read.problems);
  }
  const sound = items.filter((item) => {
    if (item.id === undefined || nameKeptFile(item.id) !== undefined) return true;
    problems.push(`${item.place}: error: "${item.id}" cannot be the id of an issue (issue-id)`);
    return false;
  });
  const already: string[] = [];
  const choose = (ids: TakenIds): NewIssue[] => chooseNew(sound, ids, already);
  const issues = dryRun ? await preview(store, choose) : await store.add(choose);
  const solutions = groupSolutions(sound);
  if (!dryRun)
    for (const [id, group] of solutions)
      await store.addSolutions(
        id,
        group.map(({ json }) => json),
      );
  return {
    folder: store.folder,
    issues,
    solutions: [...solutions].map(([issue, group]) => ({ issue, solutions: group.length })),
    already: [...new Set(already)],
    problems,
  };
}

type SolutionItem = Extract<ImportItem, { kind: 'solution' }>;

function groupSolutions(items: readonly ImportItem[]): Map<string, SolutionItem[]> {
  const groups = new Map<string, SolutionItem[]>();
  for (const item of items) {
    if (item.kind === 'solution') groups.set(item.id, [...(groups.get(item.id) ?? []), item]);
  }
  return groups;
}

/** Issues that are not there yet; one for each solution whose issue nobody knows. */
function chooseNew(
  items: readonly ImportItem[],
  { present, past, taken }: TakenIds,
  already: string[],
): NewIssue[] {
  already.length = 0;
  const fresh = new Map<string, NewIssue>();
  for (const item of items.filter((one) => one.kind === 'issue')) {
    const id = item.id ?? makeIssueId(Date.now(), [...taken, ...fresh.keys()]);
    if (present.has(id) || past.has(id) || fresh.has(id)) already.push(id);
    else fresh.set(id, { id, json: item.id === undefined ? nameIssue(item.json, id) : item.json });
  }
  const at = new Date().toISOString();
  for (const { id, title } of items.filter((one) => one.kind === 'solution')) {
    if (present.has(id) || past.has(id) || fresh.has(id)) continue;
    fresh.set(id, { id, json: JSON.stringify({ id, title, status: 'planned', created_at: at }) });
  }
  return [...fresh.values()];
}

async function preview(store: IssueStore, choose: (ids: TakenIds) => NewIssue[]): Promise<string[]> {
  const { issues: lines, past: over } = await store.read();
  const issues = lines.map(({ issue }) => issue);
  const present = new Set(issues.map(({ id }) => id));
  const past = new Set(over.map(({ id }) => id));
  return choose({ issues, present, past, taken: new Set([...present, ...past]) }).map(({ id }) => id);
}

async function readFiles(path: string): Promise<{ path: string; text: string }[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [await readText(path)];
    const names = (await readdir(path)).filter((name) => /\.jsonl?$/i.test(name)).sort();
    return await Promise.all(names.map((name) => readText(join(path, name))));
  } catch (error) {
    throw new OperatorError(`nothing can be read there: ${errorMessage(error)}`, { where: path });
  }
}

async function readText(path: string): Promise<{ path: string; text: string }> {
  return { path, text: await readFile(path, 'utf8') };
}
