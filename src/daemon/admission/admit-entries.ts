import { judgeAdmission, type Standing } from '../../tasks/admission.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { ForeignCause } from './hold-artifact.ts';
import type { CatalogueEntry } from '../look/artifact-catalogue.ts';
import type { Ports } from '../ports.ts';
import type { AdmittedBefore, LocalCommits } from '../repository.ts';

/** Bytes that may run from now on, to be remembered before anything runs. */
export interface NewAdmission {
  path: string;
  digest: string;
  how: 'local' | 'commit';
}

/**
 * Judges which artifacts may run. Bytes that are not known yet count as written here only when no foreign commit holds
 * them, no model wrote them, and Git, at rest, says that they are the user's; all others keep waiting for trust.
 */
export async function admitEntries(
  { repository, records: kept }: Pick<Ports, 'repository' | 'records'>,
  seen: {
    entries: readonly CatalogueEntry[];
    /** Of those that are not admitted yet. */
    standings: ReadonlyMap<string, Standing>;
    records: ReadonlyMap<string, ArtifactRecord>;
    local: LocalCommits;
    /** Digests of what models wrote. */
    proposed: readonly string[];
  },
): Promise<{
  admitted: Set<string>;
  fresh: NewAdmission[];
  /** By path, what is known of why they are foreign. */
  foreign: Map<string, ForeignCause>;
  /** Of the foreign, those into which something was merged. */
  merged: { path: string; digest: string }[];
}> {
  const { standings, records, local } = seen;
  const admitted = new Set<string>();
  const fresh: NewAdmission[] = [];
  const isKnown = (entry: CatalogueEntry): boolean => isAdmitted(records, entry);
  const isClean = ({ path }: CatalogueEntry): boolean => standings.get(path) === 'clean';

  const unknown = seen.entries.filter((entry) => !isKnown(entry));
  const brought = await local.findBrought(unknown.filter(isClean));
  // What is clean and no commit of the user's waits in any case; only for the others is the history searched.
  const searched = unknown.filter((entry) => !isClean(entry) || brought.has(entry));
  const carried = new Set(searched.filter((entry) => wasAdmitted(records.get(entry.path), entry)));
  const suspects = searched.filter(
    (entry) => !isClean(entry) && (carried.has(entry) || !local.isKnownFromElsewhere(entry)),
  );
  const [foreign, written] = await Promise.all([
    local.findFromElsewhere(searched.filter((entry) => !carried.has(entry))),
    repository.confirmWrittenHere(suspects),
  ]);
  const proposed = new Set(seen.proposed);
  for (const entry of searched) {
    if (carried.has(entry)) continue;
    const { proposed: isProposed, mergedBytes } = records.get(entry.path) ?? {};
    const isHeld = isProposed === true || mergedBytes?.includes(entry.digest) === true;
    if (isHeld || proposed.has(entry.digest)) foreign.add(entry);
  }
  const own = searched.filter(
    (entry) => !carried.has(entry) && !foreign.has(entry) && (written.has(entry.path) || brought.has(entry)),
  );
  const before = await readBefore(kept, own, records);
  const merged = await local.findMerged(before);
  const mergedBy = new Map([...merged].map(([{ entry }, how]) => [entry, how]));
  for (const entry of mergedBy.keys()) foreign.add(entry);

  const nameCause = (entry: CatalogueEntry): [string, ForeignCause][] => {
    const record = records.get(entry.path);
    const isMerged = record?.mergedBytes?.includes(entry.digest) === true;
    if (foreign.has(entry)) return [[entry.path, isMerged ? 'merged' : mergedBy.get(entry)]];
    return !admitted.has(entry.path) && isClean(entry) && wasAdmitted(record, entry)
      ? [[entry.path, 'renamed']]
      : [];
  };
  for (const entry of seen.entries) {
    const { path, digest } = entry;
    const admission = judgeAdmission({
      standing: written.has(path) ? (standings.get(path) ?? 'untracked') : 'clean',
      digest,
      admitted: new Set(isKnown(entry) ? [digest] : []),
      foreign: foreign.has(entry),
      broughtByLocalCommit: brought.has(entry),
    });
    if (!admission.admitted) continue;
    admitted.add(path);
    if (admission.how !== 'known') fresh.push({ path, digest, how: admission.how });
  }
  return {
    admitted,
    fresh,
    foreign: new Map(unknown.flatMap((entry) => nameCause(entry))),
    merged: [...mergedBy].flatMap(([entry, how]) => (how === 'merged' ? [entry] : [])),
  };
}

/** Those of which other bytes were admitted before, together with what is known of those. */
async function readBefore(
  kept: Ports['records'],
  entries: readonly CatalogueEntry[],
  records: ReadonlyMap<string, ArtifactRecord>,
): Promise<(AdmittedBefore & { entry: CatalogueEntry })[]> {
  const before = entries.map(async (entry) => {
    const record = records.get(entry.path);
    if (record === undefined || record.admitted.length === 0) return [];
    const digests = new Set(record.admitted.map(({ digest }) => digest));
    for (const digest of record.formerlyAdmitted ?? []) digests.add(digest);
    const bytes = await kept.readAdmitted(entry.path);
    const head = record.admitted.findLast((one) => one.head !== undefined)?.head;
    const admitted = {
      digests,
      formerly: record.formerly ?? [],
      ...(bytes === undefined ? {} : { bytes }),
      ...(head === undefined ? {} : { head }),
    };
    return [{ entry, path: entry.path, bytes: entry.bytes, admitted }];
  });
  return (await Promise.all(before)).flat();
}

/**
 * Whether these very bytes were admitted under a name that the artifact had: when it is the user who renames it, they run,
 * whatever commits hold them.
 */
function wasAdmitted(record: ArtifactRecord | undefined, { digest }: CatalogueEntry): boolean {
  return record?.proposed !== true && record?.formerlyAdmitted?.includes(digest) === true;
}

/** Whether these very bytes were admitted before. */
export function isAdmitted(
  records: ReadonlyMap<string, ArtifactRecord>,
  { path, digest }: CatalogueEntry,
): boolean {
  return records.get(path)?.admitted.some((one) => one.digest === digest) === true;
}
