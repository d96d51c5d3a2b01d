import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { formatDiagnostic } from '../../artifacts/diagnostic.ts';
import { foldLine } from '../../artifacts/digest.ts';
import type { StatusView, TaskView } from '../../daemon/look/status-view.ts';
import { OperatorError } from '../../errors.ts';
import { describeIssue } from '../../issues/describe-issue.ts';
import { type Issue, isIssueId } from '../../issues/issue.ts';
import { type IssueView, viewIssue } from '../../issues/issue-view.ts';
import type { IssueStore, StoreDiagnostic } from '../../state/issue-store.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { Reason } from '../../tasks/reason.ts';
import { readKept } from '../issues/view-issues.ts';
import { findPathInRepository } from '../path-in-repository.ts';
import { findRequest, registerRequest, requireOpen } from './issue-notes.ts';
import { type FoundArtifact, findArtifacts, isDone } from './find-artifacts.ts';
import { nameSolutionFile } from './place-solution.ts';
import { readPlanText } from './read-plan-text.ts';

/** What `planex run` is asked to carry out. */
export interface RunInput {
  ids: readonly string[];
  text?: string;
  /** Absolute, or relative to the current folder. */
  plan?: string;
  /** What a person says to the question of a planner. */
  answer?: string;
}

/** One thing to carry out. */
export type Work =
  | FoundArtifact
  /** The store keeps its solution, as JSON. */
  | { kind: 'kept'; label: string; title: string; json: string }
  | { kind: 'undecided'; label: string; reason: Reason }
  /** Somebody has to plan it. */
  | { kind: 'issue'; label: string; title: string; request: string };

/** Where work is looked for. */
export interface WorkPlaces {
  cwd: string;
  view: StatusView;
  store: IssueStore;
  now: Date;
}

/**
 * Finds what a command line means. What is new is registered among the issues, so that it is found again by its id. Throws
 * `OperatorError` for an id that nobody knows, before anything is begun.
 */
export async function findWork(places: WorkPlaces, input: RunInput): Promise<Work[]> {
  if (input.answer?.trim() === '') throw new OperatorError('an answer has at least one word');
  const named: Work[] = [];
  for (const id of new Set(input.ids)) named.push(...(await findById(places, id)));
  const plan = input.plan === undefined ? [] : await findPlan(places, input.plan, input);
  const text =
    input.text === undefined ? [] : await findByWords(places, { words: input.text, source: 'text' }, input);
  const work = [...named, ...plan, ...text];
  if (input.answer !== undefined) requireAsked(work);
  if (work.length > 0) return work;
  throw new OperatorError('planex run needs to know what to do', {
    todo: 'name issues, or say it: planex run --text "Greet in colour"',
  });
}

/** An answer is for the one planner that may have asked. */
function requireAsked(work: readonly Work[]): void {
  const [only, ...others] = work;
  if (only === undefined) return;
  if (others.length > 0) throw new OperatorError('an answer is for one issue', { todo: 'name exactly one' });
  if (only.kind === 'issue') return;
  throw new OperatorError(`${only.label} has its solution, so no planner asks anything about it`, {
    todo: `planex run ${quoteId(only.label)}; what a task asks is answered by planex resolve`,
  });
}

async function findById(places: WorkPlaces, id: string): Promise<Work[]> {
  const artifacts = await findArtifacts(places.view, places.store, id);
  if (artifacts.length > 0) return artifacts;
  const { issues, past, isWhole, diagnostics } = await places.store.read();
  const issue = [...issues.map((one) => one.issue), ...past].find((one) => one.id === id);
  if (issue !== undefined) return [await findIssueWork(places.store, issue)];
  if (!isIssueId(id) || existsSync(resolve(places.cwd, id))) return findByPath(places, id);
  if (!isWhole) refuseUnread(`"${id}" is not among the issues that can be read`, diagnostics);
  throw new OperatorError(`there is no issue "${id}"`, {
    todo: `write its solution into docs/issues/${id}.json, or say what to do: planex run --text "…"`,
  });
}

/** What is no id may be the path of what planex reads, as it is seen from the current folder. */
async function findByPath({ cwd, view, store }: WorkPlaces, written: string): Promise<Work[]> {
  const path = await findPathInRepository(cwd, written).catch(() => undefined);
  const known = path === undefined ? [] : await findArtifacts(view, store, path);
  if (known.length > 0) return known;
  const isThere = existsSync(resolve(cwd, written));
  throw new OperatorError(`"${written}" is neither an issue nor a plan or solution that planex reads`, {
    todo: isThere
      ? `planex run --plan ${quoteId(written)} has what it says planned`
      : 'planex issues lists all issues',
  });
}

async function findIssueWork(store: IssueStore, issue: Issue): Promise<Work> {
  requireOpen(issue);
  const label = issue.id;
  // Whatever is found for it has to have a place, or it is paid for in vain.
  nameSolutionFile(label);
  const { solutions, diagnostics } = await store.readSolutions(label);
  if (diagnostics.some(({ diagnostic }) => diagnostic.severity === 'error')) {
    refuseUnread(`${label} may have a solution that cannot be read`, diagnostics);
  }
  const kept = await readKept(store, label, []);
  const seen: IssueView<TaskView> = viewIssue(label, issue, [], kept);
  const chosen = seen.solutions.findIndex((one) => one.chosen);
  const json = solutions[chosen]?.text;
  if (json !== undefined) return { kind: 'kept', label, title: issue.title, json };
  if (solutions.length > 0 && seen.reason !== undefined)
    return { kind: 'undecided', label, reason: seen.reason };
  return { kind: 'issue', label, title: issue.title, request: describeIssue(issue) };
}

function refuseUnread(what: string, diagnostics: readonly StoreDiagnostic[]): never {
  const lines = diagnostics.map(({ path, diagnostic }) => formatDiagnostic(path, diagnostic));
  throw new OperatorError(`${what}:\n${lines.join('\n')}`, { todo: 'mend these lines and try again' });
}

async function findPlan(places: WorkPlaces, plan: string, input: RunInput): Promise<Work[]> {
  const path = await findPathInRepository(places.cwd, plan).catch(() => undefined);
  const known = path === undefined ? [] : await findArtifacts(places.view, places.store, path);
  if (known.length > 0) return known;
  const file = resolve(places.cwd, plan);
  const text = await readPlanText(file);
  const [, heading = basename(plan)] = /^#\s+(\S.*)$/m.exec(text) ?? [];
  return findByWords(places, { words: text, source: 'plan', heading }, input);
}

/**
 * What somebody wants in their own words. The same words as those of an issue that is not done yet mean that issue: nobody
 * pays twice for having pressed a key twice.
 */
async function findByWords(
  { view, store, now }: WorkPlaces,
  said: { words: string; source: 'text' | 'plan'; heading?: string },
  { answer }: RunInput,
): Promise<Work[]> {
  const { source } = said;
  const words = said.words.trim();
  const title = foldLine(said.heading ?? words.split('\n')[0] ?? '');
  if (title === '') throw new OperatorError('there are no words to go by');
  const known = await findRequest(store, words);
  for (const issue of known) {
    const artifacts = await findArtifacts(view, store, issue.id);
    if (artifacts.length === 0) return [await findIssueWork(store, issue)];
    if (artifacts.some(({ path }) => !isDone(view, path))) return artifacts;
  }
  const labels = view.artifacts.map(({ label }) => label);
  if (answer !== undefined) throw new OperatorError('nobody has asked anything about these words');
  const taken = { labels, done: new Set(known.map(({ id }) => id)) };
  const label = await registerRequest(store, { title, words, source, now }, taken);
  return [{ kind: 'issue', label, title, request: words }];
}
