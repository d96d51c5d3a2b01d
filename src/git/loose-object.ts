import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

/** What a commit says of its tree and its parents. */
export interface CommitFacts {
  tree: string;
  parents: string[];
}

/** One entry of a tree. */
export interface TreeItem {
  /** Six digits, as git prints them. */
  mode: string;
  oid: string;
}

const NUL = 0;
const SPACE = 32;
const MODE_DIGITS = 6;

/**
 * Reads a commit that is a file of its own, as every commit is that was just made; undefined when it is not, or is no commit.
 * `objects` is the repository's folder of objects.
 */
export function readLooseCommit(objects: string, oid: string): CommitFacts | undefined {
  const [head = ''] = readLooseObject(objects, oid, 'commit')?.toString('latin1').split('\n\n') ?? [];
  const [first = '', ...lines] = head.split('\n');
  const [, tree] = /^tree ([0-9a-f]+)$/.exec(first) ?? [];
  if (tree?.length !== oid.length) return undefined;
  return { tree, parents: lines.flatMap((line) => /^parent ([0-9a-f]+)$/.exec(line)?.[1] ?? []) };
}

/**
 * Reads the message of a commit that is a file of its own; undefined when it is not, or when the message is not said to be
 * in UTF-8.
 */
export function readLooseMessage(objects: string, oid: string): string | undefined {
  const text = readLooseObject(objects, oid, 'commit')?.toString('utf8');
  const end = text?.indexOf('\n\n') ?? -1;
  if (text === undefined || end < 0 || /^encoding /m.test(text.slice(0, end))) return undefined;
  return text.slice(end + 2);
}

/** Reads a tree that is a file of its own, by name; undefined when it is not. */
export function readLooseTree(objects: string, oid: string): Map<string, TreeItem> | undefined {
  const bytes = readLooseObject(objects, oid, 'tree');
  if (bytes === undefined) return undefined;
  const items = new Map<string, TreeItem>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(SPACE, at);
    const nul = bytes.indexOf(NUL, space);
    const end = nul + 1 + oid.length / 2;
    if (space <= at || nul < 0 || end > bytes.length) return undefined;
    items.set(bytes.toString('utf8', space + 1, nul), {
      mode: bytes.toString('latin1', at, space).padStart(MODE_DIGITS, '0'),
      oid: bytes.toString('hex', nul + 1, end),
    });
    at = end;
  }
  return items;
}

/** Git is asked instead of what cannot be read here, and says what is wrong where something is. */
function readLooseObject(objects: string, oid: string, type: string): Buffer | undefined {
  try {
    const bytes = inflateSync(readFileSync(join(objects, oid.slice(0, 2), oid.slice(2))));
    const nul = bytes.indexOf(NUL);
    const body = bytes.subarray(nul + 1);
    return bytes.toString('latin1', 0, nul) === `${type} ${body.length}` ? body : undefined;
  } catch {
    return undefined;
  }
}
