import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { readIfThereNow } from '../../read-if-there.ts';
import { git, runGit } from '../git.ts';
import type { Repository } from '../repository.ts';

const RUNS = 'refs/planex/runs/';
const LEFTOVERS = 'refs/planex/leftovers/';
/** A reference of planex's own is no business of the user's `reference-transaction` hook. */
const WITHOUT_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

/** Keeps a commit of a run from being collected, under `refs/planex/runs/<run id>`. */
export async function keepRun(
  repository: Pick<Repository, 'home'>,
  runId: string,
  oid: string,
): Promise<void> {
  await updateRef(repository.home, [`${RUNS}${runId}`, oid]);
}

/** Keeps what a run left behind beside its finished commit, under `refs/planex/leftovers/<run id>`. */
export async function keepLeftovers(
  repository: Pick<Repository, 'home'>,
  runId: string,
  oid: string,
): Promise<void> {
  await updateRef(repository.home, [`${LEFTOVERS}${runId}`, oid]);
}

/** Lets go of everything that was kept of a run. Nothing happens when nothing was. */
export async function dropRun(repository: Pick<Repository, 'home'>, runId: string): Promise<void> {
  await git(repository.home, [...WITHOUT_HOOKS, 'update-ref', '--stdin'], {
    input: `delete ${RUNS}${runId}\ndelete ${LEFTOVERS}${runId}\n`,
    writes: true,
  });
  faultPoint('run-refs:dropped');
}

/** The commit kept for each run. */
export async function listRuns(repository: Pick<Repository, 'home'>): Promise<Map<string, string>> {
  const listing = await git(repository.home, ['for-each-ref', '--format=%(objectname) %(refname)', RUNS]);
  const lines = listing.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(space + 1 + RUNS.length), line.slice(0, space)];
    }),
  );
}

async function updateRef(home: string, args: string[]): Promise<void> {
  await git(home, [...WITHOUT_HOOKS, 'update-ref', ...args], { writes: true });
  faultPoint('run-refs:kept');
}

/** The tree of the commit kept for a run; undefined when none is. */
export async function readRunTree(
  repository: Pick<Repository, 'home'>,
  runId: string,
): Promise<string | undefined> {
  const answer = await runGit(repository.home, [
    'rev-parse',
    '--quiet',
    '--verify',
    `${RUNS}${runId}^{tree}`,
  ]);
  return answer.code === 0 ? answer.stdout.trim() : undefined;
}

/** The commit kept for a run and its first parent; undefined when none is. */
export async function readRunCommit(
  repository: Pick<Repository, 'home' | 'commonDir'>,
  runId: string,
): Promise<{ commit: string; parent: string } | undefined> {
  if (!mayBeKept(repository, runId)) return undefined;
  const name = `${RUNS}${runId}`;
  const answer = await runGit(repository.home, ['rev-list', '--parents', '--max-count=1', name, '--']);
  const [commit, parent] = answer.stdout.trim().split(' ');
  return answer.code === 0 && commit !== undefined && parent !== undefined ? { commit, parent } : undefined;
}

/** False when no file of references names the run, as is so for nearly every run before its work is done. */
function mayBeKept({ commonDir }: Pick<Repository, 'commonDir'>, runId: string): boolean {
  const name = `${RUNS}${runId}`;
  if (existsSync(join(commonDir, name))) return true;
  return readIfThereNow(join(commonDir, 'packed-refs'))?.includes(name) ?? false;
}
