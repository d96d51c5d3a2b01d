import { findInstantAfter, listMoves } from '../../tasks/departures.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import { footprintOf } from '../../tasks/independence.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import type { Observation } from '../look/observe.ts';
import type { Ports } from '../ports.ts';
import type { RunJob } from './run-job.ts';
import { targetBranch } from './target-branch.ts';

/**
 * Records durably that a run of this task exists, with the exact bytes it works from, before anything of it starts.
 * Undefined when the branch went away since the decision, `unmade` when its own could not be made: the next look decides
 * anew.
 */
export async function claimRun(
  ports: Ports,
  observation: Observation,
  facts: TaskFacts,
  signal: AbortSignal,
): Promise<RunJob | 'unmade' | undefined> {
  const { task } = facts;
  const { head } = observation.facts;
  const entry = observation.entries.find((one) => one.path === task.artifactPath);
  if (head.kind !== 'branch' || entry === undefined) return undefined;

  const target = targetBranch(task, head.name, observation.settings);
  const base = await findBase(ports, target, head.oid);
  if (base === undefined || base === 'unmade') return base;
  const at = new Date(ports.nowMs()).toISOString();
  const moves = listMoves((await ports.records.artifact(entry.path)).data);
  const placedAt = findInstantAfter(moves, at);
  const runId = ports.newRunId();
  const record: RunRecord = {
    version: 1,
    runId,
    taskId: task.id,
    digest: task.digest,
    ...(task.textDigest === undefined ? {} : { textDigest: task.textDigest }),
    artifactPath: entry.path,
    artifactDigest: entry.digest,
    label: task.label,
    title: task.title,
    backend: facts.backend.name,
    footprint: toStored(footprintOf(task.files)),
    target,
    base: base.oid,
    step: 'claimed',
    startedAt: at,
    ...(placedAt === at ? {} : { placedAt }),
    stepAt: at,
    deaths: 0,
  };
  const run = await ports.records.createRun(record);
  const snapshot = await ports.records.keepSnapshot(runId, entry.path, entry.bytes);
  ports.events.append({
    type: 'run:claimed',
    at: new Date(ports.nowMs()).toISOString(),
    taskId: task.id,
    runId,
    backend: record.backend,
    message: `${task.id}: ${task.title} (${record.backend})`,
  });
  return { ports, settings: observation.settings, run, task, record: facts.record, snapshot, signal };
}

/** The tip of the target. Only a branch of planex's own is made when it is missing. */
async function findBase(
  ports: Ports,
  target: string,
  head: string,
): Promise<{ oid: string } | 'unmade' | undefined> {
  const tip = await ports.repository.readBranch(target);
  if (tip !== undefined) return { oid: tip };
  if (!target.startsWith('planex/')) return undefined;
  return (await ports.repository.createBranch(target, head)) ? { oid: head } : 'unmade';
}

function toStored(footprint: ReturnType<typeof footprintOf>): RunRecord['footprint'] {
  return footprint === 'everything' ? footprint : [...footprint];
}
