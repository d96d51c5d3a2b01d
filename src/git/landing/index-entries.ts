import { git } from '../git.ts';
import { type IndexEntry, readIndexFile } from '../index-file.ts';

// One argument list must stay below the limit of the system; beyond it the whole index is read and filtered here.
const MAX_ARGUMENT_BYTES = 100_000;

/**
 * Reads the entries at and below the paths from `indexFile`. A path with entries below it gives several entries, one with
 * several stages the last of them. `oidBytes` is the length of the repository's object names.
 */
export async function readIndexEntries(
  workTree: string,
  indexFile: string,
  paths: readonly string[],
  oidBytes: number,
): Promise<Map<string, IndexEntry>> {
  const entries = new Map<string, IndexEntry>();
  if (paths.length === 0) return entries;
  const read = readIndexFile(indexFile, paths, oidBytes);
  if (read !== undefined) return read;
  const few = Buffer.byteLength(paths.join('\0')) < MAX_ARGUMENT_BYTES;
  const output = await git(
    workTree,
    ['--literal-pathspecs', 'ls-files', '-s', '-v', '-z', '--', ...(few ? paths : [])],
    { env: { GIT_INDEX_FILE: indexFile } },
  );
  const wanted = new Set(paths);
  for (const record of output.split('\0')) {
    const tab = record.indexOf('\t');
    if (tab < 0) continue;
    const path = record.slice(tab + 1);
    if (!few && !isAtOrBelow(path, wanted)) continue;
    const [tag = '', mode = '', oid = '', stage = ''] = record.slice(0, tab).split(' ');
    entries.set(path, {
      mode,
      oid,
      stage: Number(stage),
      skipWorktree: tag.toUpperCase() === 'S',
    });
  }
  return entries;
}

function isAtOrBelow(path: string, wanted: ReadonlySet<string>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (wanted.has(path.slice(0, end))) return true;
  }
  return false;
}
