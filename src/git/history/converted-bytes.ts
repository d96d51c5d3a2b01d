import type { PathBytes } from '../blob-names.ts';
import { readBlobTexts } from '../blob-texts.ts';
import { errorMessage } from '../../errors.ts';
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
 * Which of these files say what a blob at their path says in a commit that is not one of `ownCommits`, whatever git has made of
 * line ends and of `$Id$` on the way, by attributes of now or of an earlier time. What cannot be told counts.
 */
export async function findConverted<F extends PathBytes>(
  repository: Repository,
  files: readonly F[],
  ownCommits: ReadonlySet<string>,
): Promise<F[]> {
  const found: F[] = [];
  for (const file of files) {
    const blobs = await searchHistory(repository, ownCommits, ['--full-history'], [file.path]);
    if (blobs === undefined || (await saysOneOf(repository, file, blobs))) found.push(file);
  }
  return found;
}

async function saysOneOf({ home }: Repository, { bytes }: PathBytes, blobs: Set<string>): Promise<boolean> {
  const there = new Set([...blobs].filter((oid) => !/^0+$/.test(oid)));
  const texts = await readBlobTexts(home, there).catch((error: unknown) => errorMessage(error));
  if (typeof texts === 'string') return true;
  const said = normalize(toText(bytes));
  return [...texts.values()].some((text) => normalize(text) === said);
}

function normalize(text: string): string {
  return text.replaceAll('\r', '').replaceAll(/\$Id:[^$\n]*\$/g, '$$Id$$');
}

/** A text in which a character is a byte. */
function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
