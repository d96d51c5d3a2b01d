import type { ArtifactRecord, TaskRecord } from './task-record.ts';

/** Names that an artifact had are kept up to this number. */
const MOST_NAMES = 10;
/** Digests of bytes that were admitted under other names are kept up to this number. */
const MOST_FORMERLY_ADMITTED = 200;

/** Whether the record has ever known these bytes. */
export function remembersBytes(record: ArtifactRecord, digest: string): boolean {
  return record.admitted.some((one) => one.digest === digest) || hadBytesLast(record, digest);
}

/** Whether the artifact had these bytes when it was last known: under another name they tell that it was renamed. */
export function hadBytesLast(record: ArtifactRecord, digest: string): boolean {
  return listLastBytes(record).includes(digest);
}

/** Whether anything is remembered of a task that means this. */
export function remembersTask({ tasks }: ArtifactRecord, digest: string): boolean {
  return Object.values(tasks).some(({ failure, cancelled, approval, question, breach, retry, landed }) =>
    [failure, cancelled, approval, question, breach, retry, ...landed].some((one) => one?.digest === digest),
  );
}

/** Where what stood under the path of a record stands last; undefined when it has not left. */
export function findLastName(
  record: ArtifactRecord | undefined,
  all: ReadonlyMap<string, ArtifactRecord>,
): string | undefined {
  const seen = new Set<string>();
  let name = record?.movedTo?.path;
  while (name !== undefined && !seen.has(name)) {
    seen.add(name);
    name = all.get(name)?.movedTo?.path ?? name;
  }
  return name;
}

/**
 * Puts what is remembered of an artifact into the record of its new name, in place: what a person said of it, and what
 * became of its tasks. What was admitted is bound to where it stood: it is kept apart, for a rename of the user's own. Where
 * that was taken back, it is so under each name.
 */
export function takeOverRecord(record: ArtifactRecord, former: ArtifactRecord): void {
  const {
    version: _version,
    path: _path,
    admitted: _admitted,
    formerlyAdmitted: _formerly,
    ownEdit: _own,
    movedTo: _moved,
    leftFor: _left,
    cameAt: _came,
    lastBytes: _last,
    ...rest
  } = former;
  const { tasks, ...said } = rest;
  const isNew = Object.keys(record.tasks).length === 0 && record.approvals.length === 0;
  Object.assign(record, isNew ? said : pickHolds(said));
  record.knownBytes = listLastBytes(former);
  record.formerly = [...new Set([...(record.formerly ?? []), ...(former.formerly ?? []), former.path])]
    .filter((path) => path !== record.path)
    .slice(-MOST_NAMES);
  record.formerlyAdmitted = listFormerlyAdmitted(record, former);
  if (former.proposed) record.admitted = [];
  delete record.movedTo;
  for (const [key, theirs] of Object.entries(tasks)) {
    record.tasks[key] = { ...theirs, landed: joinLandings(record.tasks[key], theirs) };
  }
}

function listFormerlyAdmitted(record: ArtifactRecord, former: ArtifactRecord): string[] {
  if (former.proposed) return [];
  const digests = former.admitted.map(({ digest }) => digest);
  const all = [...(record.formerlyAdmitted ?? []), ...(former.formerlyAdmitted ?? []), ...digests];
  return [...new Set(all)].slice(-MOST_FORMERLY_ADMITTED);
}

/** Digests of the bytes that it had when it was last known. */
export function listLastBytes({ admitted, knownBytes, lastBytes, rejected }: ArtifactRecord): string[] {
  const known = admitted.length === 0 ? (knownBytes ?? []) : [];
  const last = [admitted.at(-1)?.digest, ...known, rejected?.digest, lastBytes];
  return [...new Set(last.filter((digest) => digest !== undefined))];
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
