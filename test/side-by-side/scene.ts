import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readGit, runCommand } from './run-command.ts';
import { makeUsersFiles, renderVersion, type UsersFiles } from './users-files.ts';

/** The user's repository, its remote, and somebody else's clone of that. */
export interface Scene {
  /** The user's work tree. */
  folder: string;
  /** The clone of somebody who pushes now and then. */
  theirs: string;
  files: UsersFiles;
}

/** How many tracked files there are that tasks change, as against files that they create. */
export const OLD_FILES = 400;

/** Path of a tracked file for a task to change. */
export function oldFile(number: number): string {
  return `work/old-${number}.txt`;
}

/** Makes all three, with `main` and `side` at the same commit; `plan` is committed as docs/plans/2026-11-20-tracked.md. */
export async function makeScene(home: string, plan: string): Promise<Scene> {
  const folder = join(home, 'user');
  const remote = join(home, 'remote.git');
  const theirs = join(home, 'theirs');
  const git = async (cwd: string, ...args: string[]): Promise<void> => {
    const { code, stderr } = await runCommand('git', args, { cwd });
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  };
  await git(home, 'init', '--quiet', '--bare', remote);
  await git(home, 'init', '--quiet', folder);
  const paths = Array.from({ length: 12 }, (_, index) => `mine/${index}.txt`);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const path of paths) write(path, renderVersion(path, { top: 0, bottom: 0 }));
  for (let number = 0; number < OLD_FILES; number += 1) write(oldFile(number), 'old\n');
  write('docs/plans/2026-11-20-tracked.md', plan);
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '-m', 'chore: begin');
  await git(folder, 'branch', 'side');
  await git(folder, 'remote', 'add', 'origin', remote);
  await git(folder, 'push', '--quiet', '--set-upstream', 'origin', 'main');
  await git(home, 'clone', '--quiet', remote, theirs);
  await readGit(folder, 'fsck', '--strict');
  return { folder, theirs, files: makeUsersFiles(folder, paths) };
}
