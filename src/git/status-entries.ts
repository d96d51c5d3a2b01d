import { dirname } from 'node:path/posix';
import { readPorcelain } from './porcelain.ts';

/** One line of `git status`. Untracked and ignored folders end in a slash. */
export type StatusEntry =
  | {
      kind: 'tracked';
      path: string;
      /** Difference between HEAD and the index: `.` for none. */
      staged: string;
      /** Difference between the index and the work tree: `.` for none, `A` for intent-to-add. */
      unstaged: string;
      /** The blob in the index of a file that differs from it in nothing but what it holds. */
      rewrote?: string;
    }
  | { kind: 'unmerged'; path: string }
  | { kind: 'untracked'; path: string }
  | { kind: 'ignored'; path: string };

/** Limit on the bytes of paths in one command line, well below what any system allows. */
const MOST_PATH_BYTES = 100_000;
/** Git compares each path it is given with each file it knows: of one folder no more than this are named one by one. */
const MOST_OF_A_FOLDER = 100;
/** What the modes of plain files begin with. */
const FILE_MODES = '100';

/**
 * Status of exactly these paths, taken literally, and of what is below them. Ignored files are listed too. One git
 * process unless the paths are too long for one command line.
 */
export async function readStatus(top: string, paths: readonly string[]): Promise<StatusEntry[]> {
  const entries: StatusEntry[] = [];
  const asked = nameFolders(paths);
  const wanted = new Set(paths);
  for (const chunk of splitPaths(asked)) {
    const output = await readPorcelain(top, [
      '--literal-pathspecs',
      'status',
      '--porcelain=v2',
      '-z',
      '--no-renames',
      '--untracked-files=all',
      '--ignored=traditional',
      '--ignore-submodules=none',
      '--',
      ...chunk,
    ]);
    const found = parseStatus(output);
    entries.push(...(asked === paths ? found : found.filter((entry) => isAtOrBelow(entry.path, wanted))));
  }
  return entries;
}

/** Reads the output of `git status --porcelain=v2 -z --no-renames`. */
export function parseStatus(output: string): StatusEntry[] {
  return output.split('\0').flatMap((line): StatusEntry[] => {
    switch (line[0]) {
      case '1':
        return [readTracked(line)];
      case 'u':
        return [{ kind: 'unmerged', path: dropWords(line, 10) }];
      case '?':
        return [{ kind: 'untracked', path: line.slice(2) }];
      case '!':
        return [{ kind: 'ignored', path: line.slice(2) }];
      default:
        return [];
    }
  });
}

/** `1 XY <submodule> <modes of HEAD, index and work tree> <objects of HEAD and index> <path>` */
function readTracked(line: string): StatusEntry {
  const [, , , , inIndex, inWorkTree, , oid = ''] = line.split(' ', 8);
  const [staged, unstaged] = [line[2] ?? '.', line[3] ?? '.'];
  const isRewritten = unstaged === 'M' && inIndex === inWorkTree && inIndex?.startsWith(FILE_MODES) === true;
  return {
    kind: 'tracked',
    path: dropWords(line, 8),
    staged,
    unstaged,
    ...(isRewritten ? { rewrote: oid } : {}),
  };
}

function dropWords(line: string, count: number): string {
  return line.split(' ').slice(count).join(' ');
}

/** Names the folder instead of what is in it where that is much. */
function nameFolders(paths: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  const full = new Set([...counts].flatMap(([folder, count]) => (count > MOST_OF_A_FOLDER ? [folder] : [])));
  // The top would be everything there is.
  full.delete('.');
  if (full.size === 0) return paths;
  return [...full, ...paths.filter((path) => !full.has(dirname(path)))];
}

function isAtOrBelow(path: string, wanted: ReadonlySet<string>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (wanted.has(path.slice(0, end))) return true;
  }
  return wanted.has('.');
}

function splitPaths(paths: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let room = 0;
  for (const path of paths) {
    const size = Buffer.byteLength(path) + 1;
    if (room < size) {
      chunks.push([]);
      room = MOST_PATH_BYTES;
    }
    chunks.at(-1)?.push(path);
    room -= size;
  }
  return chunks;
}
