import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

/** What a commit says of its tree and its parents. */
export interface CommitFacts {
  tree: string;
  parents: string[];
}

/**
 * Reads a commit that is a file of its own, as every commit is that was just made; undefined when it is not, or is no commit.
 * `objects` is the repository's folder of objects.
 */
export function readLooseCommit(objects: string, oid: string): CommitFacts | undefined {
  try {
    const text = inflateSync(readFileSync(join(objects, oid.slice(0, 2), oid.slice(2)))).toString('latin1');
    const [, head = ''] = /^commit \d+\0([^]*?)\n\n/.exec(text) ?? [];
    const [first = '', ...lines] = head.split('\n');
    const [, tree] = /^tree ([0-9a-f]+)$/.exec(first) ?? [];
    if (tree?.length !== oid.length) return undefined;
    return { tree, parents: lines.flatMap((line) => /^parent ([0-9a-f]+)$/.exec(line)?.[1] ?? []) };
  } catch {
    // Git is asked instead, and says what is wrong where something is.
    return undefined;
  }
}
