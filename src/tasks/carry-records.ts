import { beginAfresh } from './departures.ts';
import { takeOverRecord } from './renamed-record.ts';
import { type ArtifactRecord, artifactRecordSchema } from './task-record.ts';

/** An artifact that has another path than before. */
export interface RenamedRecord {
  path: string;
  /** What was remembered under the path that it had. */
  former: ArtifactRecord;
  /** What is at that path now; `itself`: a copy was made, and the original was changed. */
  left: 'nothing' | 'another' | 'itself';
}

/** Artifacts that were seen to be renamed at one instant (ISO 8601), perhaps among one another. */
export interface Renaming {
  at: string;
  moves: readonly RenamedRecord[];
}

/** The paths whose records renames change. */
export function listCarried({ moves }: Pick<Renaming, 'moves'>): string[] {
  return [...new Set(moves.flatMap(({ path, former }) => [path, former.path]))];
}

/**
 * The record of one path as it is after all of these renames. It needs no other record, so that they may be written one by
 * one, and a record that is written already stays as it is.
 */
export function carryRecord(
  path: string,
  before: ArtifactRecord | undefined,
  { at, moves }: Renaming,
): ArtifactRecord {
  let record = structuredClone(before ?? artifactRecordSchema.parse({ version: 1, path }));
  const departed = [...(record.leftFor ?? []), record.movedTo].some((one) => one?.at === at);
  const gone = moves.find(({ former, left }) => former.path === path && left !== 'itself');
  if (gone !== undefined && !departed && record.cameAt !== at) {
    const departure = { path: gone.path, at };
    if (gone.left === 'another') record = beginAfresh(record, departure);
    else record.movedTo = departure;
  }
  const came = moves.find((move) => move.path === path);
  if (came === undefined || record.cameAt === at) return record;
  const isBack = came.former.formerly?.includes(path) === true;
  return {
    ...takeOverRecord(isBack ? record : beginAfresh(record), structuredClone(came.former)),
    cameAt: at,
  };
}

/** The records as they are after all of these renames. */
export function carryAll(
  records: ReadonlyMap<string, ArtifactRecord>,
  renaming: Renaming,
): Map<string, ArtifactRecord> {
  const all = new Map(records);
  for (const path of listCarried(renaming)) {
    const former = renaming.moves.find((move) => move.former.path === path)?.former;
    all.set(path, carryRecord(path, records.get(path) ?? former, renaming));
  }
  return all;
}
