import { digestBytes } from '../../artifacts/digest.ts';
import type { LocalCommits } from '../../daemon/repository.ts';
import { type BroughtPaths, findBrought, listBroughtPaths } from '../../git/history/brought-paths.ts';
import { findForeign } from '../../git/history/foreign-bytes.ts';
import { type HeadMark, readHeadLog } from '../../git/history/head-log.ts';
import type { Repository } from '../../git/repository.ts';
import { createMergedFiles } from './merged-files.ts';

/** What the log of HEAD said at some instant. */
interface Reading {
  mark: HeadMark;
  brought: BroughtPaths;
  own: Set<string>;
}

/** How often a search is made anew because somebody has committed meanwhile. */
const MOST_SEARCHES = 5;

/**
 * Makes the function that reads what was committed by hand since a mark. What it finds to be from elsewhere is remembered: it
 * stays so, and the search is not cheap. Of that, a commit of the user's that comes between the log of HEAD and the search
 * would look like one of somebody else: then the search is made anew.
 */
export function createLocalCommits(
  repository: Repository,
): (since: HeadMark | undefined) => Promise<LocalCommits> {
  const foreign = new Set<string>();
  const merged = createMergedFiles(repository);
  return async (since) => {
    const read = async (): Promise<Reading> => {
      const { mark, commits } = await readHeadLog(repository, since);
      const brought = await listBroughtPaths(repository, commits);
      return { mark, brought, own: new Set(commits.map(({ to }) => to)) };
    };
    const first = await read();
    /** What a search finds, and whether nobody has committed during it. */
    const search = async <T>(find: (reading: Reading) => Promise<T>): Promise<[T, boolean]> => {
      let reading = first;
      for (let left = MOST_SEARCHES; ; left -= 1) {
        const found = await find(reading);
        const { mark } = await readHeadLog(repository, since);
        if (mark === reading.mark || left === 1) return [found, mark === reading.mark];
        reading = await read();
      }
    };
    return {
      mark: first.mark,
      findBrought: (files) => findBrought(repository, first.brought, files),
      isKnownFromElsewhere: (file) => foreign.has(keyOf(file)),
      async findFromElsewhere(files) {
        const open = files.filter((file) => !foreign.has(keyOf(file)));
        const [found, isSure] = await search(({ own }) => findForeign(repository, open, own));
        if (isSure) for (const file of found) foreign.add(keyOf(file));
        return new Set(files.filter((file) => found.has(file) || foreign.has(keyOf(file))));
      },
      async findMerged(files) {
        const [found, isSure] = await search(({ brought }) =>
          merged.find(files, (path, blob) => brought.get(path)?.has(blob) === true),
        );
        if (isSure) merged.remember(found);
        return isSure ? found : new Map([...found.keys()].map((file) => [file, 'unknown']));
      },
    };
  };
}

function keyOf({ path, bytes }: { path: string; bytes: Uint8Array }): string {
  return `${path}\0${digestBytes(bytes)}`;
}
