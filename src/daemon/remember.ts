import { recordApproval, withdrawApprovals } from '../tasks/plan-approval.ts';
import type { Observation } from './observe.ts';
import type { Ports } from './ports.ts';

/** A commit is seen in the HEAD log before the watcher has settled on its files; until then the log is read again. */
const MARK_LAG_MS = 10_000;

/** Writes down, before anything runs, what a look found out about admission. */
export async function rememberObservation(ports: Ports, observation: Observation): Promise<void> {
  const nowMs = ports.nowMs();
  const at = new Date(nowMs).toISOString();
  for (const { path, digest, how } of observation.newAdmissions) {
    const artifact = await ports.records.artifact(path);
    await artifact.update((record) => {
      record.admitted = [...record.admitted, { digest, how, at }].slice(-MOST_ADMITTED);
    });
  }
  for (const { path, parts } of observation.newApprovals) {
    const artifact = await ports.records.artifact(path);
    await artifact.update((record) => {
      if (parts === undefined) withdrawApprovals(record);
      else recordApproval(record, parts, { how: 'status', at });
    });
  }
  const daemon = await ports.records.daemon();
  const { headMark, nextHeadMark } = daemon.data;
  const mark = JSON.stringify(observation.headMark);
  const first = headMark === undefined;
  const due = nextHeadMark !== undefined && nowMs - Date.parse(nextHeadMark.at) >= MARK_LAG_MS;
  const moved = JSON.stringify(nextHeadMark?.mark ?? headMark) !== mark;
  if (!first && !due && (!moved || nextHeadMark !== undefined)) return;
  await daemon.update((record) => {
    record.firstStartAt ??= at;
    if (first) {
      record.headMark = observation.headMark;
      return;
    }
    if (due) record.headMark = nextHeadMark.mark;
    if (moved) record.nextHeadMark = { mark: observation.headMark, at };
    else delete record.nextHeadMark;
  });
}

/** Admitted digests kept per artifact; older bytes that come back are asked about again. */
const MOST_ADMITTED = 200;
