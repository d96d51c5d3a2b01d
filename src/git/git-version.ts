import { runGit } from './git.ts';

/** The version of the git on PATH as `[major, minor]`, or undefined when there is none. */
export async function readGitVersion(cwd: string): Promise<[number, number] | undefined> {
  const { stdout } = await runGit(cwd, ['version']);
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(stdout) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}
