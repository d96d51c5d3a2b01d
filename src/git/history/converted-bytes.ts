import { dirname } from 'node:path/posix';
import type { PathBytes } from '../blob-names.ts';
import { readBlobTexts } from '../blob-texts.ts';
import { GitError } from '../git.ts';
import type { Repository } from '../repository.ts';
import { searchHistory } from './search-history.ts';

/**
 * True when git may have written these bytes otherwise than the blob has them, and may not come back to that blob from them: it
 * does so with line ends and with `$Id$`.
 */
export function mayBeConverted({ bytes }: PathBytes): boolean {
  return /\r|\$Id/.test(toText(bytes));
}

/**
 * Which of these files say what a blob in their folder (at the top: at their path) says in a commit that is not one of
 * `ownCommits`, whatever git has made of line ends and of `$Id$` on the way, by attributes of now or of an earlier time. What
 * cannot be told counts.
 */
export async function findConverted<F extends PathBytes>(
  repository: Repository,
  files: readonly F[],
  ownCommits: ReadonlySet<string>,
): Promise<F[]> {
  const places = new Map<string, F[]>();
  for (const file of files) {
    const folder = dirname(file.path);
    const place = folder === '.' ? file.path : folder;
    places.set(place, [...(places.get(place) ?? []), file]);
  }
  const found: F[] = [];
  for (const [place, there] of places) {
    const said = await readSaid(repository, place, ownCommits);
    found.push(...there.filter(({ bytes }) => said?.has(normalize(toText(bytes))) !== false));
  }
  return found;
}

/** What the blobs there say; undefined where that cannot be told. */
async function readSaid(
  repository: Repository,
  place: string,
  ownCommits: ReadonlySet<string>,
): Promise<Set<string> | undefined> {
  const blobs = await searchHistory(repository, ownCommits, ['--full-history'], [place]);
  if (blobs === undefined) return undefined;
  const there = new Set([...blobs].filter((oid) => !/^0+$/.test(oid)));
  try {
    return new Set([...(await readBlobTexts(repository.home, there)).values()].map(normalize));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return undefined;
  }
}

function normalize(text: string): string {
  return text.replaceAll('\r', '').replaceAll(/\$Id:[^$\n]*\$/g, '$$Id$$');
}

/** A text in which a character is a byte. */
function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
