import { hadBytesLast } from '../../tasks/renamed-record.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import type { Ports } from '../ports.ts';

/** Which bytes an artifact has. */
export type SeenBytes = Pick<CatalogueEntry, 'path' | 'digest'>;

/** Artifacts that something is remembered of, but not the bytes that they have now. */
export function listNewBytes(
  entries: readonly CatalogueEntry[],
  records: ReadonlyMap<string, ArtifactRecord>,
): SeenBytes[] {
  return entries.filter(({ path, digest }) => {
    const record = records.get(path);
    return record !== undefined && !hadBytesLast(record, digest);
  });
}

/** Remembers the bytes that artifacts have, by which they are known when they are renamed, whether those may run or not. */
export async function rememberBytes(
  { records }: Pick<Ports, 'records'>,
  seen: readonly SeenBytes[],
): Promise<void> {
  for (const { path, digest } of seen) {
    const artifact = await records.artifact(path);
    if (hadBytesLast(artifact.data, digest)) continue;
    await artifact.update((record) => {
      record.lastBytes = digest;
    });
  }
}
