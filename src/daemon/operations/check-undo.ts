import { OperatorError } from '../../errors.ts';
import { footprintOf, overlaps } from '../../tasks/independence.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import type { Ports } from '../ports.ts';
import type { LandedCommit } from '../repository.ts';

/**
 * Throws `OperatorError` where the commit that names a task holds more than what planex landed for it, such as after a
 * squash merge or `git commit --amend`: a revert would take that back as well. A rebased or picked commit holds the same.
 */
export async function checkUndo(ports: Ports, { task, record }: TaskFacts, commit: string): Promise<void> {
  const short = commit.slice(0, 10);
  const named = (await ports.repository.scanHistory()).listNamed(commit);
  const own = named.filter((landing) => isOf(landing, task.id, named));
  const others = [...new Set(named.filter((one) => !own.includes(one)).map(({ taskId }) => taskId))];
  const runs = own.flatMap(({ runId }) => runId ?? []);
  const landed =
    record?.landed.findLast(({ run }) => runs.includes(run))?.commit ?? (await readOutcome(ports, runs));
  if (landed === commit) return;
  const squashed = own.find(({ origin }) => origin !== undefined)?.origin;
  const now = (await ports.repository.readChanges(commit)) ?? new Map<string, string>();
  for (const origin of [landed, squashed]) {
    const known = origin === undefined ? undefined : await ports.repository.readChanges(origin);
    if (origin === undefined || known === undefined) continue;
    const more = [...now].filter(([path, change]) => known.get(path) !== change).map(([path]) => path);
    if (others.length + more.length === 0) return;
    throw new OperatorError(
      `${short} holds more than what planex landed for ${task.id}: ${list([...others, ...more])}`,
      { todo: `git revert ${origin.slice(0, 10)} takes back that alone` },
    );
  }
  const footprint = footprintOf(task.files);
  const more = [...now.keys()].filter((path) => path !== task.artifactPath && !overlaps(footprint, [path]));
  const taken = [...others, ...more];
  if (taken.length === 0 && squashed === undefined) return;
  const what = taken.length === 0 ? 'it is a squash merge' : list(taken);
  throw new OperatorError(`${short} may hold more than the work on ${task.id}: ${what}`, {
    where: 'what planex landed is not here any more to compare with',
    todo: `git show ${short}, and take back by hand what is of the task`,
  });
}

/** The landings of a task: under its own id, or under the only one that there is where its artifact was renamed. */
function isOf(landing: LandedCommit, taskId: string, named: readonly LandedCommit[]): boolean {
  return landing.taskId === taskId || named.every((one) => one.taskId === landing.taskId);
}

async function readOutcome(ports: Ports, runs: readonly string[]): Promise<string | undefined> {
  for (const runId of runs) {
    const outcome = (await ports.records.readRun(runId))?.outcome;
    if (outcome?.kind === 'landed') return outcome.commit;
  }
  return undefined;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}

const MOST_NAMED = 10;
