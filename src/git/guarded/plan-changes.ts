import { git } from '../git.ts';
import { readBlobTexts } from '../blob-texts.ts';
import { limitToFolders } from './guarded-pathspecs.ts';
import { parseRawDiffs, RAW_DIFF, type RawChange } from './raw-diff.ts';

/** A plan in two versions; each character of a text is one byte of the file. */
export interface VersionedPlan {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

/** Two trees, by their ids: git reads those of commits otherwise. */
export interface TreePair {
  old: string;
  new: string;
}

/** Texts of so many plans are held at once. */
const MOST_AT_ONCE = 2_000;

/**
 * Hands the plans that differ between each pair of trees to `judge`, in order, and collects what it says. Two git
 * processes do for any number of pairs, as long as they touch fewer than two thousand versions of plans.
 */
export async function compareTrees<T>(
  cwd: string,
  folders: readonly string[],
  pairs: readonly TreePair[],
  judge: (plans: VersionedPlan[], index: number) => T[],
): Promise<T[]> {
  if (pairs.length === 0) return [];
  const input = `${[...new Set(pairs.map(nameTrees))].join('\n')}\n`;
  const output = await git(cwd, ['diff-tree', '--stdin', ...RAW_DIFF, ...limitToFolders(folders)], { input });
  const diffs = parseRawDiffs(output);
  const found: T[] = [];
  let batch: { index: number; changes: RawChange[] }[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const texts = await readTexts(
      cwd,
      batch.flatMap(({ changes }) => changes),
    );
    for (const { index, changes } of batch) found.push(...judge(toVersions(changes, texts), index));
    batch = [];
    size = 0;
  };
  for (const [index, pair] of pairs.entries()) {
    const changes = diffs.get(nameTrees(pair)) ?? [];
    batch.push({ index, changes });
    size += changes.length * 2;
    if (size >= MOST_AT_ONCE) await flush();
  }
  await flush();
  return found;
}

function nameTrees(pair: TreePair): string {
  return `${pair.old} ${pair.new}`;
}

/** Reads both versions of plans that differ. */
export async function readVersions(cwd: string, changes: readonly RawChange[]): Promise<VersionedPlan[]> {
  return toVersions(changes, await readTexts(cwd, changes));
}

function readTexts(cwd: string, changes: readonly RawChange[]): Promise<Map<string, string>> {
  const oids = changes.flatMap((change) => [change.old, change.new]).filter((oid) => oid !== undefined);
  return readBlobTexts(cwd, new Set(oids));
}

function toVersions(changes: readonly RawChange[], texts: ReadonlyMap<string, string>): VersionedPlan[] {
  const textOf = (oid: string | undefined): string | undefined =>
    oid === undefined ? undefined : texts.get(oid);
  return changes.map((change) => ({
    path: change.path,
    before: textOf(change.old),
    after: textOf(change.new),
  }));
}
