import type { DaemonRecord } from './daemon-record.ts';

/*
 *   the clock tells            due times count
 *   a time from the first      from the first start on
 *     start on
 *   one before it              from when it was first seen to tell such a time: it was ahead at the first start, or is behind
 *                              now, and nobody can tell which. So either is held to what comes while it does
 */

/** From when on due times count, and what to keep of that: what was due before planex had first started here does not run. */
export function dueFrom(
  { firstStartAt, behindSince }: Pick<DaemonRecord, 'firstStartAt' | 'behindSince'>,
  at: string,
): { from: string; behindSince: string | undefined } {
  if (firstStartAt === undefined || firstStartAt <= at) {
    return { from: firstStartAt ?? at, behindSince: undefined };
  }
  // The due time that woke planex is in the very second of now, a little before it.
  const second = `${at.slice(0, -'.000Z'.length)}.000Z`;
  const since = behindSince !== undefined && behindSince < second ? behindSince : second;
  return { from: since, behindSince: since };
}
