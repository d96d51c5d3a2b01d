import { findLastName, listLastBytes, remembersBytes, remembersTask } from '../../tasks/renamed-record.ts';
import type { RenamedRecord } from '../../tasks/carry-records.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import { textDigestOf } from '../../tasks/text-digest.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import type { Ports } from '../ports.ts';

/** An artifact that stands under another path than before, with the bytes of this digest as before. */
export interface Renamed extends RenamedRecord {
  digest: string;
}

/** Which artifacts have changed their names. */
export interface Renames {
  moves: Renamed[];
  /** Paths from which one had gone before, and where there is another now. */
  afresh: string[];
  /** Paths from which one had gone before, and where there is one again that is like it. */
  again: string[];
}

/** Nothing was renamed. */
export const NO_RENAMES: Renames = { moves: [], afresh: [], again: [] };

/**
 * Finds artifacts of whose bytes nothing is remembered, but was under a path where they are no more: what a person said of
 * it, how often it failed and what it cost holds on. Bytes that changed where they are, and are nowhere else, are an edit.
 */
export async function followRenames(
  { records, repository }: Pick<Ports, 'records' | 'repository'>,
  entries: readonly CatalogueEntry[],
  known: ReadonlyMap<string, ArtifactRecord>,
): Promise<Renames> {
  const asked = entries.filter(({ path, digest }) => {
    const record = known.get(path);
    return record === undefined || record.movedTo !== undefined || !remembersBytes(record, digest);
  });
  if (asked.length === 0) return NO_RENAMES;
  const present = new Map(entries.map((entry) => [entry.path, entry]));
  const listed = await records.listOtherArtifacts([...present.keys()]);
  // Of what is carried over just now, some may have no record on disk yet.
  const byPath = new Map([...listed, ...known.values()].map((record) => [record.path, record]));
  const others = [...byPath.values()].filter(({ path }) => !present.has(path));
  const changed = asked.flatMap(({ path }) => known.get(path) ?? []);
  const byBytes = groupByLastBytes([...others, ...changed].filter(({ movedTo }) => movedTo === undefined));

  const found = new Map<string, { entry: CatalogueEntry; former: ArtifactRecord }>();
  for (const entry of asked) {
    const back = findLastName(known.get(entry.path), byPath);
    const likely = (byBytes.get(entry.digest) ?? [])
      .filter(({ path }) => path !== entry.path && !found.has(path))
      .toSorted((a, b) => Number(b.path === back) - Number(a.path === back) || compareWords(b, a));
    for (const former of likely) {
      if (!present.has(former.path) && (await repository.readFile(former.path)) !== undefined) continue;
      found.set(former.path, { entry, former });
      break;
    }
  }
  const targets = new Set([...found.values()].map(({ entry }) => entry.path));
  const moves = [...found.values()].map(({ entry, former }): Renamed => {
    const { path, digest } = entry;
    const now = present.get(former.path);
    const isCopy = now !== undefined && !targets.has(now.path) && sharesTask(now, entry);
    return { path, digest, former, left: now === undefined ? 'nothing' : isCopy ? 'itself' : 'another' };
  });
  const [afresh, again]: [string[], string[]] = [[], []];
  for (const entry of asked) {
    const record = known.get(entry.path);
    if (record?.movedTo === undefined || targets.has(entry.path)) continue;
    const gone = present.get(findLastName(record, byPath) ?? '');
    (isLike(entry, record, gone) ? again : afresh).push(entry.path);
  }
  return { moves, afresh, again };
}

/** Whether what is at a path is like that which has gone from it. */
function isLike(entry: CatalogueEntry, record: ArtifactRecord, gone: CatalogueEntry | undefined): boolean {
  if (remembersBytes(record, entry.digest)) return true;
  if (gone !== undefined && sharesTask(entry, gone)) return true;
  return entry.tasks.some((task) => remembersTask(record, task));
}

function groupByLastBytes(records: readonly ArtifactRecord[]): Map<string, ArtifactRecord[]> {
  const groups = new Map<string, ArtifactRecord[]>();
  for (const record of records) {
    for (const digest of listLastBytes(record)) groups.set(digest, [...(groups.get(digest) ?? []), record]);
  }
  return groups;
}

/** Who keeps a copy and goes on with the plan has two that state the same tasks: both are held as it was. */
function sharesTask(one: CatalogueEntry, other: CatalogueEntry): boolean {
  const meanings = new Set(one.tasks.map(textDigestOf));
  return other.tasks.some((task) => meanings.has(textDigestOf(task)));
}

/** By when anything was last admitted or rejected of them (ISO 8601). */
function compareWords(one: ArtifactRecord, other: ArtifactRecord): number {
  return lastWord(one).localeCompare(lastWord(other));
}

function lastWord({ admitted, rejected }: ArtifactRecord): string {
  return [rejected?.at ?? '', admitted.at(-1)?.at ?? ''].toSorted().at(-1) ?? '';
}
