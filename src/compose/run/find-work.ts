import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { foldLine } from '../../artifacts/digest.ts';
import type { StatusView } from '../../daemon/status-view.ts';
import { errorMessage, OperatorError } from '../../errors.ts';
import { findPathInRepository } from '../path-in-repository.ts';
import { nameSolutionFile } from './place-solution.ts';
import type { PlanningStore } from './planning-store.ts';

/** What `planex run` is asked to carry out. */
export interface RunInput {
  ids: readonly string[];
  text?: string;
  /** Absolute, or relative to the current folder. */
  plan?: string;
  /** What a person says to the question of a planner. */
  answer?: string;
}

/** One thing to carry out: what planex reads already, or an issue that needs its solution first. */
export type Work = { kind: 'artifact'; label: string; path: string } | { kind: 'issue'; label: string };

/** Where work is looked for. */
export interface WorkPlaces {
  cwd: string;
  view: StatusView;
  store: PlanningStore;
  now: Date;
}

/**
 * Finds what a command line means. What is new is registered on disk, so that it is found again by its id. Throws
 * `OperatorError` for an id that nobody knows, before anything is begun.
 */
export async function findWork(places: WorkPlaces, input: RunInput): Promise<Work[]> {
  const named = await Promise.all([...new Set(input.ids)].map((id) => findById(places, id)));
  const work = named.flat();
  if (input.plan !== undefined) work.push(...(await findPlan(places, input.plan)));
  if (input.text !== undefined) work.push(...(await registerRequest(places, input.text)));
  if (work.length === 0) {
    throw new OperatorError('planex run needs to know what to do', {
      todo: 'name issues, or say it: planex run --text "Greet in colour"',
    });
  }
  return work;
}

async function findById({ view, store }: WorkPlaces, id: string): Promise<Work[]> {
  const artifacts = findArtifacts(view, id);
  if (artifacts.length > 0) return artifacts;
  if ((await store.find(id)) !== undefined) return [{ kind: 'issue', label: id }];
  throw new OperatorError(`there is no issue "${id}"`, {
    todo: `write its solution into ${nameSolutionFile(id)}, or say what to do: planex run --text "…"`,
  });
}

/** The artifacts that an issue id, a slug, or a path means. */
function findArtifacts({ artifacts }: StatusView, wanted: string): Work[] {
  return artifacts
    .filter(({ label, path }) => [label, path, path.replace(/\.[^./]*$/, '')].includes(wanted))
    .map(({ label, path }) => ({ kind: 'artifact', label, path }));
}

async function findPlan(places: WorkPlaces, plan: string): Promise<Work[]> {
  const path = await findPathInRepository(places.cwd, plan).catch(() => undefined);
  const known = path === undefined ? [] : findArtifacts(places.view, path);
  if (known.length > 0) return known;
  const file = resolve(places.cwd, plan);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new OperatorError(`the plan cannot be read: ${errorMessage(error)}`, { where: file });
  });
  const [, heading = basename(plan)] = /^#\s+(\S.*)$/m.exec(text) ?? [];
  return registerRequest(places, text, heading);
}

/**
 * Registers what somebody wants as an issue. The same words as those of an issue that is not done yet mean that issue:
 * nobody pays twice for having pressed a key twice.
 */
async function registerRequest(
  { view, store, now }: WorkPlaces,
  words: string,
  heading?: string,
): Promise<Work[]> {
  const request = words.trim();
  const title = foldLine(heading ?? request.split('\n')[0] ?? '').slice(0, 200);
  if (title === '') throw new OperatorError('there are no words to go by');
  const registered = await store.list();
  for (const { issueId } of registered.filter((one) => one.request === request)) {
    const artifacts = findArtifacts(view, issueId);
    if (artifacts.length === 0) return [{ kind: 'issue', label: issueId }];
    if (artifacts.some((work) => !isDone(view, work))) return artifacts;
  }
  const taken = [...registered.map(({ issueId }) => issueId), ...view.artifacts.map(({ label }) => label)];
  for (;;) {
    const issueId = makeIssueId(now, taken);
    const planning = { version: 1 as const, issueId, title, request, at: now.toISOString(), answers: [] };
    if (await store.create(planning)) return [{ kind: 'issue', label: issueId }];
    taken.push(issueId);
  }
}

function isDone({ tasks }: StatusView, work: Work): boolean {
  return (
    work.kind === 'artifact' &&
    tasks.every(({ artifact, status }) => artifact !== work.path || status === 'done')
  );
}

/** The first id of this day (UTC) that nothing has yet. */
function makeIssueId(now: Date, taken: readonly string[]): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  for (let number = 1; ; number += 1) {
    const id = `ISS-${day}-${String(number).padStart(3, '0')}`;
    if (!taken.includes(id)) return id;
  }
}
