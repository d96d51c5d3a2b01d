import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installHooks } from '../../src/git/hooks/install-hooks.ts';
import type { HookSettings, HooksReading } from '../../src/git/hooks/read-hooks.ts';
import { uninstallHooks } from '../../src/git/hooks/uninstall-hooks.ts';
import { openRepository } from '../../src/git/repository.ts';

/** What is installed here unless a test says otherwise. */
export const HOOK_SETTINGS: HookSettings = { version: '1.0.0', planFolders: ['docs/plans'], strict: false };

/** A plan with one sentinel, and the same without it. */
export const GUARDED = '# A plan\n\n**load-bearing:** `the name`\n';
export const UNGUARDED = '# A plan\n\nNothing.\n';
export const PLAN = 'docs/plans/a.md';

/** Installs the hooks of a work tree as `planex hooks install` does. */
export async function install(
  path: string,
  { writeShared = false, ...settings }: Partial<HookSettings> & { writeShared?: boolean } = {},
): Promise<HooksReading> {
  return installHooks(await openRepository(path), { ...HOOK_SETTINGS, ...settings }, { writeShared });
}

/** Uninstalls them; returns the files that still have the line. */
export async function uninstall(path: string, writeShared = false): Promise<string[]> {
  const { lines } = await uninstallHooks(await openRepository(path), HOOK_SETTINGS, { writeShared });
  return lines;
}

/** Every file of a folder with its bytes, mode, time and where it leads. */
export function photographFolder(folder: string): Record<string, unknown> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(folder, name);
      const { mode, mtimeMs, ino } = lstatSync(path);
      const link = lstatSync(path).isSymbolicLink();
      return [name, { mode, mtimeMs, ino, bytes: link ? readlinkSync(path) : readFileSync(path, 'latin1') }];
    }),
  );
}

/** What a git command printed on both outputs, and its exit status. */
export interface Said {
  code: number | null;
  said: string;
}

/** Runs git as a person does, whom a hook may refuse. */
export function runGitAs(path: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Said {
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd: path,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { code: status, said: stdout + stderr };
}

/** Commits all tracked changes as a person does. */
export function tryCommit(path: string, env: NodeJS.ProcessEnv = {}): Said {
  return runGitAs(path, ['commit', '--quiet', '--all', '--message', 'docs: change'], env);
}
