import { digestBytes } from '../../artifacts/digest.ts';
import { isOwnEdit } from '../../tasks/own-edit.ts';
import { admitEdited, editBytes } from '../operations/edit-plan.ts';
import { canTellLanding, tellLanding } from './landed-text.ts';
import type { RunJob } from './run-job.ts';

/** A commit that tells of its own landing in the artifact. */
export interface TickedCommit {
  commit: string;
  /** The artifact as planex has left it, where that is not as committed: what it wrote there comes along. */
  written?: { path: string; bytes: Uint8Array };
}

/**
 * The commit with what the artifact tells of its landing in it. Undefined where Git does not know the artifact, or somebody
 * else than planex has changed it since it was committed: then it is told in the file alone.
 */
export async function tickInCommit(
  job: RunJob,
  tip: string,
  commit: string,
): Promise<TickedCommit | undefined> {
  const { ports, run } = job;
  const { artifactPath: path } = run.data;
  if (!canTellLanding(path)) return undefined;
  const standing = (await ports.repository.readStandings([path])).get(path);
  if (standing === undefined || standing === 'untracked') return undefined;
  const committed = await ports.repository.readBlob(tip, path);
  const working = await ports.repository.readFile(path);
  if (committed === undefined) return undefined;
  const change = await tellLanding(job);
  if (standing === 'clean') return tick(job, { commit, path, committed, working, change });
  if (working === undefined) return undefined;
  const { data } = await ports.records.artifact(path);
  if (!isOwnEdit(data, digestBytes(committed), digestBytes(working))) return undefined;
  const ticked = await tick(job, { commit, path, committed: working, working, change });
  return ticked === undefined ? undefined : { ...ticked, written: { path, bytes: working } };
}

interface Tick {
  commit: string;
  path: string;
  committed: Uint8Array;
  working: Uint8Array | undefined;
  change: (text: string) => string | undefined;
}

async function tick(
  { ports }: RunJob,
  { commit, path, committed, working, change }: Tick,
): Promise<TickedCommit | undefined> {
  const ticked = editBytes(committed, change);
  if (!(ticked instanceof Uint8Array)) return undefined;
  await admitEdited(ports, path, committed, ticked);
  // The same file may have other line ends in the working tree.
  const workingTicked = working === undefined ? undefined : editBytes(working, change);
  if (working !== undefined && workingTicked instanceof Uint8Array) {
    await admitEdited(ports, path, working, workingTicked);
  }
  return { commit: await ports.workspaces.amend(commit, [{ path, bytes: ticked }]) };
}
