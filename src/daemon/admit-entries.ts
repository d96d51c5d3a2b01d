import { judgeAdmission, type Standing } from '../tasks/admission.ts';
import type { ArtifactRecord } from '../tasks/task-record.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import type { LocalCommits, RepositoryPort } from './ports.ts';

/** Bytes that may run from now on, to be remembered before anything runs. */
export interface NewAdmission {
  path: string;
  digest: string;
  how: 'local' | 'commit';
}

/**
 * Judges which artifacts may run. Bytes that are not known yet count as written here only when no foreign commit holds
 * them and Git, at rest, says that they are the user's; all others keep waiting for trust.
 */
export async function admitEntries(
  repository: RepositoryPort,
  seen: {
    entries: readonly CatalogueEntry[];
    /** Of those that are not admitted yet. */
    standings: ReadonlyMap<string, Standing>;
    records: ReadonlyMap<string, ArtifactRecord>;
    local: LocalCommits;
  },
): Promise<{ admitted: Set<string>; fresh: NewAdmission[]; foreign: Set<string> }> {
  const { standings, records, local } = seen;
  const admitted = new Set<string>();
  const foreign = new Set<string>();
  const brought = new Set<string>();
  const fresh: NewAdmission[] = [];
  const isKnown = (entry: CatalogueEntry): boolean => isAdmitted(records, entry);

  const suspects: CatalogueEntry[] = [];
  for (const entry of seen.entries.filter((one) => !isKnown(one))) {
    const clean = standings.get(entry.path) === 'clean';
    if (clean && (await local.brought(entry))) brought.add(entry.path);
    // What is clean and no commit of the user's waits in any case; only for the others is the history searched.
    if (clean && !brought.has(entry.path)) continue;
    if (await local.cameFromElsewhere(entry)) foreign.add(entry.path);
    else if (!clean) suspects.push(entry);
  }
  const written = await repository.confirmWrittenHere(suspects);

  for (const entry of seen.entries) {
    const { path, digest } = entry;
    const admission = judgeAdmission({
      standing: written.has(path) ? (standings.get(path) ?? 'untracked') : 'clean',
      digest,
      admitted: new Set(isKnown(entry) ? [digest] : []),
      foreign: foreign.has(path),
      broughtByLocalCommit: brought.has(path),
    });
    if (!admission.admitted) continue;
    admitted.add(path);
    if (admission.how !== 'known') fresh.push({ path, digest, how: admission.how });
  }
  return { admitted, fresh, foreign };
}

/** Whether these very bytes were admitted before. */
export function isAdmitted(
  records: ReadonlyMap<string, ArtifactRecord>,
  { path, digest }: CatalogueEntry,
): boolean {
  return records.get(path)?.admitted.some((one) => one.digest === digest) === true;
}
