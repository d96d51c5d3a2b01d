import { listParentFolders } from './parent-folders.ts';

/**
 * Lists files and folders with what `showsAccessList` goes by: the arguments, or, where there are none, those whose names are in
 * the file `accessed` of the folder `$folder`, with a NUL after each. A part of a POSIX shell script.
 */
export const LIST_ACCESS =
  'if [ $# -gt 0 ]; then ls -ldn -- "$@"; else xargs -0 ls -ldn -- <"$folder/accessed"; fi 2>/dev/null';
/** Of the first word of a line of `ls -l` the character that says so, as POSIX has it: `drwxr-xr-x+`. */
const LISTED = /^.{10}\+/m;
/** A list of arguments is never too long for the system below that. */
const FEW_BYTES = 30_000;

/** The files, and the folders that they are in: from these a new file inherits its access control list. */
export function listAccessed(files: readonly string[]): string[] {
  return [...new Set(['.', ...files.flatMap((file) => [file, ...listParentFolders(file)])])];
}

/** The paths as arguments for `LIST_ACCESS`; none when they are many, which takes it a process more. */
export function nameFew(paths: readonly string[]): readonly string[] {
  return Buffer.byteLength(paths.join('\0')) < FEW_BYTES ? paths : [];
}

/**
 * True when one of those that were listed has an access control list, for which Node cannot ask; also when nobody could tell.
 * What is not there is not listed.
 */
export function showsAccessList(listed: string): boolean {
  return listed === '' || LISTED.test(listed);
}
