import { type Dirent, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { setImmediate as giveWay } from 'node:timers/promises';
import { errorCode, errorMessage } from '../errors.ts';
import { explainStorageError, nameUnreadable } from '../storage-error.ts';
import type { Globs } from './globs.ts';
import { identifyEntry, signFile } from './signature.ts';

/** A file that matches, as it was at the moment of the scan. */
export interface ScannedFile {
  /** Relative to the top of the repository, with forward slashes. */
  path: string;
  /** `ino:size:mtimeNs:ctimeNs`. */
  signature: string;
}

/** A file that a scan has seen. */
export interface SeenFile extends ScannedFile {
  /** Milliseconds for which nothing about it had changed, by the clocks of the system and of its file system. */
  restedMs: number;
}

/** A place that could not be looked at: what lies there or below it is not known to be gone. */
export interface ScanProblem {
  path: string;
  message: string;
  /** Why the system let nobody look there, naming the place; undefined where that was not the matter. */
  refusal?: string;
}

export interface Scan {
  files: SeenFile[];
  /** Every folder looked into, by path, with what tells it from a later one in its place. */
  folders: Map<string, string>;
  problems: ScanProblem[];
}

/** Entries of a folder that are looked at before others get their turn. */
const ENTRIES_AT_ONCE = 256;

/**
 * Finds the files under `root` that match, entering only folders that can hold one. Symbolic links are followed as far
 * as they stay inside the repository. What is missing is no problem; what cannot be read is one, and ends nothing.
 */
export async function scanFiles(root: string, globs: Globs): Promise<Scan> {
  const scan: Scan = { files: [], folders: new Map(), problems: [] };
  const paths = new Map<string, string[]>();
  const report = (path: string, error: unknown): void => {
    if (path !== '' && isMissing(error)) return;
    const isRefused = explainStorageError(error) !== undefined;
    const refusal = isRefused ? nameUnreadable(join(root, path), error).message : undefined;
    scan.problems.push({ path, message: errorMessage(error), ...(refusal === undefined ? {} : { refusal }) });
  };

  const visitFolder = async (path: string, above: readonly string[]): Promise<void> => {
    try {
      const identity = identifyEntry(await stat(join(root, path), { bigint: true }));
      // A link to a folder above would lead round in circles.
      if (above.includes(identity)) return;
      scan.folders.set(path, identity);
      const entries = await readdir(join(root, path), { withFileTypes: true });
      for (let from = 0; from < entries.length; from += ENTRIES_AT_ONCE) {
        if (from > 0) await giveWay();
        const some = entries.slice(from, from + ENTRIES_AT_ONCE);
        await Promise.all(some.map((entry) => visitEntry(path, entry, [...above, identity])));
      }
    } catch (error) {
      report(path, error);
    }
  };

  const visitEntry = async (folder: string, entry: Dirent, above: readonly string[]): Promise<void> => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const mayBeFolder = (entry.isDirectory() || entry.isSymbolicLink()) && globs.mayHold(path);
    const mayBeFile = (entry.isFile() || entry.isSymbolicLink()) && globs.matches(path);
    if (!mayBeFolder && !mayBeFile) return;
    try {
      if (entry.isSymbolicLink() && !(await staysInside(root, path))) {
        scan.problems.push({ path, message: 'this symbolic link leads out of the repository' });
        return;
      }
      if (entry.isDirectory()) return await visitFolder(path, above);
      // A trip to another thread for each of thousands of files takes far longer than asking.
      const stats = statSync(join(root, path), { bigint: true });
      if (stats.isFile() && mayBeFile) {
        const file = identifyEntry(stats);
        paths.set(file, [...(paths.get(file) ?? []), path]);
        scan.files.push({ path, signature: signFile(stats), restedMs: Date.now() - Number(stats.ctimeMs) });
      }
      if (stats.isDirectory() && mayBeFolder) await visitFolder(path, above);
    } catch (error) {
      report(path, error);
    }
  };

  await visitFolder('', []);
  const twice = await findSecondNames(root, [...paths.values()]);
  for (const [path, message] of twice) scan.problems.push({ path, message });
  scan.files = scan.files.filter(({ path }) => !twice.has(path));
  scan.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return scan;
}

/** Of files that several paths lead to by symbolic links: the paths that are passed over, and why. Their tasks would run twice. */
async function findSecondNames(
  root: string,
  files: readonly (readonly string[])[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const paths of files) {
    if (paths.length === 1) continue;
    const top = await realpath(root);
    const places = await Promise.all(paths.map((path) => realpath(join(root, path)).catch(() => undefined)));
    const links = paths.filter((path, at) => places[at] !== undefined && places[at] !== join(top, path));
    const [first, ...others] = links.toSorted();
    // Of nothing but links the first stands for the file.
    const real = paths.find((path) => !links.includes(path)) ?? first;
    for (const path of real === first ? others : links)
      found.set(path, `this symbolic link leads to ${real}, which is read already`);
  }
  return found;
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
}

async function staysInside(root: string, path: string): Promise<boolean> {
  const [top, target] = await Promise.all([realpath(root), realpath(join(root, path))]);
  return target.startsWith(`${top}${sep}`);
}
