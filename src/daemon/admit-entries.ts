import { judgeAdmission, type Standing } from '../tasks/admission.ts';
import type { ArtifactRecord } from '../tasks/task-record.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import type { RepositoryPort } from './ports.ts';

/** Bytes that may run from now on, to be remembered before anything runs. */
export interface NewAdmission {
  path: string;
  digest: string;
  how: 'local' | 'commit';
}

/**
 * Judges which artifacts may run. Bytes that are not known yet count as written here only when Git is at rest and says
 * so; all others keep waiting for trust.
 */
export async function admitEntries(
  repository: RepositoryPort,
  seen: {
    entries: readonly CatalogueEntry[];
    standings: ReadonlyMap<string, Standing>;
    records: ReadonlyMap<string, ArtifactRecord>;
    brought: (path: string, bytes: Uint8Array) => Promise<boolean>;
  },
): Promise<{ admitted: Set<string>; fresh: NewAdmission[] }> {
  const admitted = new Set<string>();
  const fresh: NewAdmission[] = [];
  const known = new Map(
    [...seen.records].map(([path, record]) => [path, new Set(record.admitted.map((one) => one.digest))]),
  );
  const unknown = seen.entries.filter((entry) => known.get(entry.path)?.has(entry.digest) !== true);
  const written = await repository.confirmWrittenHere(
    unknown.filter((entry) => seen.standings.get(entry.path) !== 'clean'),
  );
  for (const entry of seen.entries) {
    const standing = written.has(entry.path) ? (seen.standings.get(entry.path) ?? 'untracked') : 'clean';
    const asksLog = standing === 'clean' && unknown.includes(entry);
    const admission = judgeAdmission({
      standing,
      digest: entry.digest,
      admitted: known.get(entry.path) ?? new Set(),
      broughtByLocalCommit: asksLog && (await seen.brought(entry.path, entry.bytes)),
    });
    if (!admission.admitted) continue;
    admitted.add(entry.path);
    if (admission.how !== 'known') fresh.push({ path: entry.path, digest: entry.digest, how: admission.how });
  }
  return { admitted, fresh };
}
