import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { git, runGit } from '../git.ts';
import type { Repository } from '../repository.ts';
import { limitToFolders } from './guarded-pathspecs.ts';
import { parseRawDiffs, RAW_DIFF, type RawChange } from './raw-diff.ts';

/** The environment that makes git read the index of the commit that is being made: the one a hook was given. */
export function inheritIndex(cwd: string, env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const index = env['GIT_INDEX_FILE'];
  return index === undefined || index === '' ? {} : { GIT_INDEX_FILE: resolve(cwd, index) };
}

/** Reads which plans the index has otherwise than a commit. Before the first commit there is none: then nothing differs. */
export async function readStagedPlans(
  home: string,
  folders: readonly string[],
  commit: string,
  env: Record<string, string>,
): Promise<RawChange[]> {
  const args = ['diff-index', '--cached', ...RAW_DIFF, commit, ...limitToFolders(folders)];
  return parseRawDiffs(await git(home, args, { env })).get('') ?? [];
}

/** The commit that the next one will be compared with; undefined before the first. */
export async function readHead(home: string): Promise<string | undefined> {
  const { code, stdout } = await runGit(home, ['rev-parse', '--quiet', '--verify', 'HEAD']);
  if (code === 0) return stdout.trim();
  await git(home, ['symbolic-ref', '--quiet', 'HEAD']);
  return undefined;
}

/** The commits that a merge under way brings, with what each has in common with HEAD; undefined: nothing. */
export async function readMergedHeads(
  { gitDir, home }: Repository,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ head: string; base: string | undefined }[]> {
  const file = join(gitDir, 'MERGE_HEAD');
  const heads = existsSync(file)
    ? readFileSync(file, 'utf8').split('\n').filter(Boolean)
    : readAutomaticMerge(env);
  return Promise.all(heads.map(async (head) => ({ head, base: await findMergeBase(home, 'HEAD', head) })));
}

/** A hook that judges an automatic merge runs before git writes the file: until then the heads are variables. */
function readAutomaticMerge(env: NodeJS.ProcessEnv): string[] {
  if (!/^(?:merge|pull)/.test(env['GIT_REFLOG_ACTION'] ?? '')) return [];
  return Object.keys(env).flatMap((name) => /^GITHEAD_([0-9a-f]+)$/.exec(name)?.[1] ?? []);
}

/** The id of a commit's tree. */
export function readTree(home: string, commit: string): Promise<string> {
  return git(home, ['rev-parse', '--verify', `${commit}^{tree}`]);
}

/** The best common ancestor of two commits; undefined when they have none. */
export async function findMergeBase(home: string, one: string, other: string): Promise<string | undefined> {
  const { code, stdout } = await runGit(home, ['merge-base', one, other]);
  return code === 0 ? stdout.trim() : undefined;
}
