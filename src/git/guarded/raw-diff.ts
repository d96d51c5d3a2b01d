/** What a tree or an index has of one plan: the object with its bytes, or undefined where there is no regular file. */
export interface RawChange {
  path: string;
  old: string | undefined;
  new: string | undefined;
  /** In conflict: the index has several versions of it. */
  unmerged: boolean;
}

/** How git is asked for differences that `parseRawDiffs` understands. */
export const RAW_DIFF = ['-r', '-z', '--raw', '--no-abbrev', '--no-renames', '--no-relative'] as const;

const RECORD =
  /(?:(?<trees>[0-9a-f]+ [0-9a-f]+)\n)?:(?<oldMode>\d+) (?<newMode>\d+) (?<old>[0-9a-f]+) (?<new>[0-9a-f]+) (?<letter>[A-Z])\d*\0(?<path>[^\0]*)\0/g;

/** Reads differences by the pair of trees they lie between, `<old> <new>`; all under `''` when git compared one pair only. */
export function parseRawDiffs(output: string): Map<string, RawChange[]> {
  const found = new Map<string, RawChange[]>();
  let pair = '';
  for (const { groups = {} } of output.matchAll(RECORD)) {
    pair = groups['trees'] ?? pair;
    const changes = found.get(pair) ?? [];
    found.set(pair, changes);
    changes.push({
      path: groups['path'] ?? '',
      old: toFile(groups['oldMode'], groups['old']),
      new: toFile(groups['newMode'], groups['new']),
      unmerged: groups['letter'] === 'U',
    });
  }
  return found;
}

function toFile(mode: string | undefined, oid: string | undefined): string | undefined {
  return mode?.startsWith('100') === true ? oid : undefined;
}
