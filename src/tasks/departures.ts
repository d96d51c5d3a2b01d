import type { ArtifactRecord } from './task-record.ts';

/** An artifact has left a path for another. */
export interface Departure {
  path: string;
  /** When that was seen (ISO 8601). */
  at: string;
}

/** Keeps up to this number for a path. */
const MOST_KEPT = 20;

/** The record of a path that another artifact has taken: nothing of the one before, but where that went. */
export function beginAfresh(record: ArtifactRecord, departure = record.movedTo): ArtifactRecord {
  const leftFor = [...(record.leftFor ?? []), ...(departure === undefined ? [] : [departure])];
  const { version, path } = record;
  return {
    version,
    path,
    admitted: [],
    proposed: false,
    approvals: [],
    tasks: {},
    unreported: false,
    leftFor: leftFor.slice(-MOST_KEPT),
  };
}

/** The record of a path at which there is one again like that which has left it: what is said of it from now on is of this one. */
export function standAgain(record: ArtifactRecord): ArtifactRecord {
  const { movedTo, ...rest } = record;
  if (movedTo === undefined) return record;
  return { ...rest, leftFor: [...(record.leftFor ?? []), movedTo].slice(-MOST_KEPT) };
}

/**
 * Goes after an artifact that stood at a path at an instant (ISO 8601), by what `read` remembers of each path; resolves to the
 * path where it stood last. Whatever has taken one of its names since is another artifact.
 */
export async function followDepartures(
  from: string,
  standing: string,
  read: (path: string) => Promise<ArtifactRecord | undefined> | ArtifactRecord | undefined,
): Promise<string> {
  let path = from;
  let since: string | undefined;
  for (;;) {
    const record = await read(path);
    const next = listDepartures(record).find(({ at }) => (since === undefined ? at >= standing : at > since));
    if (next === undefined) return path;
    path = next.path;
    since = next.at;
  }
}

/** When something came to a path or left it, as far as its record tells. */
export function listMoves(record: ArtifactRecord | undefined): string[] {
  const { cameAt } = record ?? {};
  return [...listDepartures(record).map(({ at }) => at), ...(cameAt === undefined ? [] : [cameAt])];
}

/**
 * An instant (ISO 8601) after all of these, by which what happens at it is told to be later: now, unless the clock has been set
 * back since one of them.
 */
export function findInstantAfter(known: readonly string[], now: string): string {
  const latest = known.toSorted().at(-1);
  return latest === undefined || latest < now ? now : new Date(Date.parse(latest) + 1).toISOString();
}

function listDepartures(record: ArtifactRecord | undefined): Departure[] {
  const { leftFor = [], movedTo } = record ?? {};
  return movedTo === undefined ? leftFor : [...leftFor, movedTo];
}
