import { changeTaskRecord } from '../change-task-record.ts';
import { endLifting } from '../../tasks/own-block.ts';
import { recordApproval, withdrawApprovals } from '../../tasks/plan-approval.ts';
import { isRejected } from '../../tasks/rejection.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import { isUnbound } from '../../tasks/text-digest.ts';
import type { NewApproval } from '../admission/approve-entries.ts';
import { rememberBytes } from './last-bytes.ts';
import type { Observation } from './observe.ts';
import { rememberRenames } from './remember-renames.ts';
import type { Ports } from '../ports.ts';

/** A commit is seen in the HEAD log before the watcher has settled on its files; until then the log is read again. */
const MARK_LAG_MS = 10_000;

/** Writes down, before anything runs, what a look found out about admission. */
export async function rememberObservation(ports: Ports, observation: Observation): Promise<void> {
  const nowMs = ports.nowMs();
  const at = new Date(nowMs).toISOString();
  await rememberRenames(ports, observation.renames);
  const oid = 'oid' in observation.facts.head ? observation.facts.head.oid : undefined;
  const head = oid === undefined ? {} : { head: oid };
  const isKept = observation.newAdmissions.length <= MOST_KEPT_AT_ONCE;
  for (const { path, digest, how } of observation.newAdmissions) {
    const entry = observation.entries.find((one) => one.path === path);
    if (isKept && entry !== undefined) await ports.records.keepAdmitted(path, entry.bytes);
    const artifact = await ports.records.artifact(path);
    await artifact.update((record) => {
      // Its trust was taken back since the look.
      if (record.proposed) return;
      record.admitted = [...record.admitted, { digest, how, at, ...head }].slice(-MOST_ADMITTED);
      if (record.movedTo === undefined) return;
      // There is one here again like that which was renamed.
      record.leftFor = [...(record.leftFor ?? []), record.movedTo];
      delete record.movedTo;
    });
  }
  await rememberBytes(ports, observation.newBytes);
  for (const { task, commits } of observation.copies) {
    await changeTaskRecord(ports, task, (record) => {
      record.copied = [...(record.copied ?? []), ...commits].slice(-MOST_COPIED);
    });
  }
  for (const { task, record } of observation.world.tasks) {
    if (isUnbound(record, task)) await changeTaskRecord(ports, task, () => undefined);
  }
  for (const { path, digest } of observation.merged) {
    const artifact = await ports.records.artifact(path);
    if (artifact.data.mergedBytes?.includes(digest) === true) continue;
    await artifact.update((record) => {
      record.mergedBytes = [...(record.mergedBytes ?? []), digest].slice(-MOST_MERGED);
    });
  }
  for (const found of observation.newApprovals) {
    const artifact = await ports.records.artifact(found.path);
    await artifact.update((record) => rememberApproval(record, found, at));
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

function rememberApproval(record: ArtifactRecord, found: NewApproval, at: string): void {
  switch (found.kind) {
    case 'approved':
      // It was rejected since the look.
      if (isRejected(record.rejected, found)) return;
      return recordApproval(record, found.parts, { how: 'status', at });
    case 'withdrawn':
      return withdrawApprovals(record, found.status);
    case 'doubted':
      record.doubted = true;
      return;
    case 'undoubted':
      delete record.doubted;
      return;
    case 'stopped':
      record.stopped = true;
      return;
    case 'released':
      delete record.stopped;
      return;
    case 'lifted':
      endLifting(record);
      return;
    case 'restated':
      if (record.rejected?.at === found.at) delete record.rejected.statuses;
  }
}

/** Bytes are kept so that a later change can be shown; a first look at very many files is not slowed down for that. */
const MOST_KEPT_AT_ONCE = 20;

const MOST_COPIED = 50;

/** Digests kept of bytes into which something was merged. */
const MOST_MERGED = 20;

/** Admitted digests kept per artifact; older bytes that come back are asked about again. */
const MOST_ADMITTED = 200;
