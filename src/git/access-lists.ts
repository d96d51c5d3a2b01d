import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Of the first word of a line of `ls -l` the character that says so, as POSIX has it: `drwxr-xr-x+`. */
const LISTED = /^.{10}\+/m;
/** So many folders fit in one argument list. */
const MOST_FOLDERS = 500;
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * True when one of the files, or a folder that they are in, has an access control list, which a new file there would inherit.
 * Node cannot ask for these. Also true when nobody can tell.
 */
export async function haveAccessLists(workTree: string, files: readonly string[]): Promise<boolean> {
  const paths = [...new Set(files.flatMap((file) => [file, ...listFolders(file)]))];
  for (let from = 0; from < paths.length; from += MOST_FOLDERS) {
    const some = paths.slice(from, from + MOST_FOLDERS).map((path) => join(workTree, path));
    // What is not there yet makes it fail, and the rest is listed.
    const listed = await promisify(execFile)('ls', ['-ldn', '--', ...some], { maxBuffer: MOST_BYTES }).catch(
      ({ stdout = '' }: { stdout?: string }) => ({ stdout }),
    );
    if (listed.stdout === '' || LISTED.test(listed.stdout)) return true;
  }
  return false;
}

function listFolders(file: string): string[] {
  const folders = ['.'];
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) folders.push(folder);
  return folders;
}
