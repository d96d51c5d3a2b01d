import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A text with two places far enough apart to be staged one by one. */
export interface Version {
  top: number;
  bottom: number;
}

/** What one of the user's files has to be, in each of the places where git keeps it. */
export interface UsersFile {
  head: Version;
  index: Version;
  work: Version;
}

/** The user's files, as the user's own commands have left them. */
export interface UsersFiles {
  byPath: Map<string, UsersFile>;
  /** Changes one or both places of a file on disk to something never seen before. */
  edit(path: string, what?: 'top' | 'bottom' | 'both'): void;
  /** Puts a file on disk as the model has it. */
  write(path: string): void;
  isDirty(): boolean;
}

const MIDDLE = Array.from({ length: 14 }, (_, line) => `a line in the middle, number ${line}`).join('\n');

/** The text of a version. */
export function renderVersion(path: string, { top, bottom }: Version): string {
  return `${path}: top ${top}\n${MIDDLE}\nbottom ${bottom}\n`;
}

/** Starts with files that are the same everywhere, at version 0. */
export function makeUsersFiles(folder: string, paths: readonly string[]): UsersFiles {
  const zero = { top: 0, bottom: 0 };
  const byPath = new Map(paths.map((path) => [path, { head: zero, index: zero, work: zero }]));
  let edits = 0;
  const write = (path: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), renderVersion(path, fileOf(byPath, path).work));
  };
  return {
    byPath,
    write,
    edit(path, what = 'both') {
      edits += 1;
      const file = fileOf(byPath, path);
      file.work = {
        top: what === 'bottom' ? file.work.top : edits,
        bottom: what === 'top' ? file.work.bottom : edits,
      };
      write(path);
    },
    isDirty: () =>
      [...byPath.values()].some(
        ({ head, index, work }) => !isSameVersion(head, index) || !isSameVersion(index, work),
      ),
  };
}

/** One of the user's files. */
export function fileOf(files: ReadonlyMap<string, UsersFile>, path: string): UsersFile {
  const file = files.get(path);
  if (file === undefined) throw new Error(`the user has no file ${path}`);
  return file;
}

/** True when both places say the same. */
export function isSameVersion(one: Version, other: Version): boolean {
  return one.top === other.top && one.bottom === other.bottom;
}
