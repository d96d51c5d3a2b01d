import type { ArtifactRecord, TaskRecord } from './task-record.ts';

/** Digests of the bytes by which an artifact is known when it stands under another name. */
export function listKnownBytes({ admitted, knownBytes = [], rejected }: ArtifactRecord): string[] {
  const others = rejected === undefined ? [] : [rejected.digest];
  return [...new Set([...knownBytes, ...admitted.map(({ digest }) => digest), ...others])];
}

/** Whether these are such bytes; asked of every artifact at each look. */
export function knowsBytes({ admitted, knownBytes, rejected }: ArtifactRecord, digest: string): boolean {
  return (
    admitted.some((one) => one.digest === digest) ||
    rejected?.digest === digest ||
    knownBytes?.includes(digest) === true
  );
}

/**
 * Puts what is remembered of an artifact into the record of its new name, in place: what a person said of it, and what
 * became of its tasks. Not what was admitted: that is bound to where it stands. Doing it again changes nothing.
 */
export function takeOverRecord(record: ArtifactRecord, former: ArtifactRecord): void {
  const {
    version: _version,
    path: _path,
    admitted: _admitted,
    ownEdit: _own,
    movedTo: _moved,
    ...rest
  } = former;
  const { tasks, ...said } = rest;
  const isNew = Object.keys(record.tasks).length === 0 && record.approvals.length === 0;
  Object.assign(record, isNew ? said : pickHolds(said));
  record.knownBytes = [...new Set([...(record.knownBytes ?? []), ...listKnownBytes(former)])];
  delete record.movedTo;
  for (const [key, theirs] of Object.entries(tasks)) {
    record.tasks[key] = { ...theirs, landed: joinLandings(record.tasks[key], theirs) };
  }
}

const HOLDS = ['proposed', 'rejected', 'takenBack', 'doubted', 'stopped', 'damaged'] as const;

/** What keeps it from running, for a name under which another artifact was known. */
function pickHolds(said: Partial<ArtifactRecord>): Partial<ArtifactRecord> {
  return Object.fromEntries(
    HOLDS.flatMap((key) => (said[key] === undefined || said[key] === false ? [] : [[key, said[key]]])),
  );
}

function joinLandings(mine: TaskRecord | undefined, theirs: TaskRecord): TaskRecord['landed'] {
  const all = [...(mine?.landed ?? []), ...theirs.landed];
  return [...new Map(all.map((one) => [`${one.digest} ${one.commit}`, one])).values()];
}
