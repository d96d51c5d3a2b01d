import type { Task } from './task.ts';
import type { ArtifactRecord, TaskRecord } from './task-record.ts';
import { isOfTask, textDigestOf } from './text-digest.ts';

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
export function remembersTask({ tasks }: ArtifactRecord, task: Task): boolean {
  return Object.values(tasks).some(({ failure, cancelled, approval, question, breach, retry, landed }) =>
    [failure, cancelled, approval, question, breach, retry, ...landed].some(
      (one) => isOfTask(one?.digest, task) || (one !== undefined && isOfTask(textDigestOf(one), task)),
    ),
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
 * The record of an artifact under its new name: all that a person said of it and became of its tasks, and nothing else that
 * the name stood for. What was admitted is bound to where it stood: it is kept apart, for a rename of the user's own. Back
 * under a name that it had, what was admitted there is so again unless it was taken back since, under whatever name.
 */
export function takeOverRecord(before: ArtifactRecord, former: ArtifactRecord): ArtifactRecord {
  const {
    movedTo: _moved,
    leftFor: _left,
    cameAt: _came,
    ownEdit: _own,
    lastBytes: _last,
    tasks,
    ...said
  } = former;
  const formerlyAdmitted = listFormerlyAdmitted(former);
  const names = [...(before.formerly ?? []), ...(former.formerly ?? []), former.path];
  return {
    ...said,
    path: before.path,
    admitted: before.admitted.filter(({ digest }) => formerlyAdmitted.includes(digest)),
    knownBytes: listLastBytes(former),
    formerly: [...new Set(names)].filter((path) => path !== before.path).slice(-MOST_NAMES),
    formerlyAdmitted,
    ...(before.leftFor !== undefined && { leftFor: before.leftFor }),
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([key, theirs]) => [
        key,
        { ...theirs, landed: joinLandings(before.tasks[key], theirs) },
      ]),
    ),
  };
}

function listFormerlyAdmitted({ proposed, admitted, formerlyAdmitted = [] }: ArtifactRecord): string[] {
  if (proposed) return [];
  return [...new Set([...formerlyAdmitted, ...admitted.map(({ digest }) => digest)])].slice(
    -MOST_FORMERLY_ADMITTED,
  );
}

/** Digests of the bytes that it had when it was last known. */
export function listLastBytes({ admitted, knownBytes, lastBytes, rejected }: ArtifactRecord): string[] {
  const known = admitted.length === 0 ? (knownBytes ?? []) : [];
  const last = [admitted.at(-1)?.digest, ...known, rejected?.digest, ...(rejected?.edits ?? []), lastBytes];
  return [...new Set(last.filter((digest) => digest !== undefined))];
}

function joinLandings(mine: TaskRecord | undefined, theirs: TaskRecord): TaskRecord['landed'] {
  const all = [...(mine?.landed ?? []), ...theirs.landed];
  return [...new Map(all.map((one) => [`${one.digest} ${one.commit}`, one])).values()];
}
