import { join } from 'node:path';
import { readIfThere } from '../../read-if-there.ts';
import type { Repository } from '../repository.ts';

/** A place in the log of HEAD: its last line at some time, empty when it had none. */
export type HeadMark = string;

/** A commit made by hand: HEAD before and after it. `from` is all zeros for the first commit. */
export interface HeadMove {
  from: string;
  to: string;
}

/**
 * What `git commit` did in the home work tree since `since`, oldest first, and the mark to go on from. Merges, pulls,
 * rebases, checkouts, resets, cherry-picks and landings are left out. Nothing is reported without a mark, or when the
 * log no longer holds it: what is not known to be local has to be trusted first.
 */
export async function readHeadLog(
  repository: Repository,
  since: HeadMark | undefined,
): Promise<{ mark: HeadMark; commits: HeadMove[] }> {
  const text = (await readIfThere(join(repository.gitDir, 'logs/HEAD'))) ?? '';
  const lines = text.split('\n').filter((line) => line !== '');
  return { mark: lines.at(-1) ?? '', commits: linesSince(lines, since).flatMap(readCommit) };
}

function linesSince(lines: string[], since: HeadMark | undefined): string[] {
  if (since === undefined) return [];
  if (since === '') return lines;
  const at = lines.lastIndexOf(since);
  return at < 0 ? [] : lines.slice(at + 1);
}

function readCommit(line: string): HeadMove[] {
  const [, from, to] =
    /^([0-9a-f]+) ([0-9a-f]+) [^\t]*\tcommit(?: \((?:initial|amend)\))?: /.exec(line) ?? [];
  return from !== undefined && to !== undefined ? [{ from, to }] : [];
}
