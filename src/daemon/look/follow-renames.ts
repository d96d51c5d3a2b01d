import { hadBytesLast, remembersBytes, takeOverRecord } from '../../tasks/renamed-record.ts';
import { type ArtifactRecord, artifactRecordSchema } from '../../tasks/task-record.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import type { Ports } from '../ports.ts';

/** An artifact that stands under another path than before, with the same bytes. */
export interface Renamed {
  path: string;
  /** What was remembered under the path that it had. */
  former: ArtifactRecord;
}

/**
 * Finds artifacts of whose bytes nothing is remembered, but was under the path of one that is gone: what a person said of
 * it, how often it failed and what it cost holds on.
 */
export async function followRenames(
  { records, repository }: Pick<Ports, 'records' | 'repository'>,
  entries: readonly CatalogueEntry[],
  known: ReadonlyMap<string, ArtifactRecord>,
): Promise<Renamed[]> {
  const asked = entries.filter(({ path, digest }) => {
    const record = known.get(path);
    return record === undefined || record.movedTo !== undefined || !remembersBytes(record, digest);
  });
  if (asked.length === 0) return [];
  const others = await records.listOtherArtifacts(entries.map(({ path }) => path));
  const found: Renamed[] = [];
  for (const { path, digest } of asked) {
    const back = findLastName(known.get(path), others);
    const former = others
      .filter((record) => record.movedTo === undefined && (back === undefined || record.path === back))
      .filter((record) => hadBytesLast(record, digest))
      .toSorted((a, b) => lastWord(b).localeCompare(lastWord(a)))[0];
    if (former === undefined || (await repository.readFile(former.path)) !== undefined) continue;
    found.push({ path, former });
  }
  return found;
}

/** Where what stood under the name of a record stood last. */
function findLastName(
  record: ArtifactRecord | undefined,
  others: readonly ArtifactRecord[],
): string | undefined {
  const seen = new Set<string>();
  let name = record?.movedTo?.path;
  while (name !== undefined && !seen.has(name)) {
    seen.add(name);
    name = others.find(({ path }) => path === name)?.movedTo?.path ?? name;
  }
  return name;
}

/** The records as they are with what is remembered of renamed artifacts. */
export function withRenamed(
  records: ReadonlyMap<string, ArtifactRecord>,
  renamed: readonly Renamed[],
): Map<string, ArtifactRecord> {
  const all = new Map(records);
  for (const { path, former } of renamed) {
    const record = structuredClone(all.get(path) ?? artifactRecordSchema.parse({ version: 1, path }));
    takeOverRecord(record, structuredClone(former));
    all.set(path, record);
  }
  return all;
}

/** Writes it down before anything runs. */
export async function rememberRenamed(ports: Ports, renamed: readonly Renamed[]): Promise<void> {
  const { calls, records } = ports;
  for (const { path, former } of renamed) {
    const gone = await records.artifact(former.path);
    // Another look has seen the same, and what was said since is in the new record.
    if (gone.data.movedTo !== undefined) continue;
    await calls.noteRename(former.path, path);
    const artifact = await records.artifact(path);
    await artifact.update((record) => takeOverRecord(record, structuredClone(former)));
    await gone.update((record) => {
      record.movedTo = { path, at: new Date(ports.nowMs()).toISOString() };
    });
  }
}

/** When anything was last admitted or rejected of it (ISO 8601). */
function lastWord({ admitted, rejected }: ArtifactRecord): string {
  return [rejected?.at ?? '', admitted.at(-1)?.at ?? ''].toSorted().at(-1) ?? '';
}
