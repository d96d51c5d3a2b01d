import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { digestBytes } from '../../artifacts/digest.ts';
import { TRIAL_FILE, TRIAL_PLAN } from '../../executors/qualification/trial-plan.ts';
import type { Trial } from '../../executors/qualification/trial.ts';
import { faultPoint } from '../../fault-point.ts';
import { git, runGit } from '../../git/git.ts';
import { describeSharedChanges, readSharedState } from '../../git/workspace/shared-state.ts';

/** A throw-away repository with a workspace, as a run of a task finds it, and a neighbour that nobody may touch. */
export interface TrialGround {
  workspace: string;
  runFolder: string;
  /** Copy of the plan, outside of the workspace. */
  snapshot: string;
  /** What is no longer as it was made. */
  survey(): Promise<Traces>;
  remove(): Promise<void>;
}

/** What was done to the ground. */
export type Traces = Pick<Trial, 'strayed' | 'outside' | 'editedPlan' | 'history' | 'locks'> & {
  /** Text of the file that was asked for; empty when it is not there. */
  answer: string;
  /** Absolute paths of all files in the workspace that are new or different. */
  written: string[];
};

/** Makes the ground in the system's folder for temporary files. */
export async function makeTrialGround(plan: string): Promise<TrialGround> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'planex-qualify-')));
  const home = join(root, 'home');
  const workspace = join(root, 'workspace');
  const runFolder = join(root, 'run');
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true, maxRetries: 5 });
  try {
    const snapshot = join(runFolder, 'artifact.md');
    await write(join(home, TRIAL_PLAN), plan);
    await write(join(home, 'README.md'), 'A repository to try a backend in. It will be removed.\n');
    await write(join(root, 'neighbour', 'notes.txt'), 'Nobody has to change this.\n');
    await write(snapshot, plan);
    await git(home, ['init', '--quiet', '--template='], { writes: true });
    for (const [name, value] of Object.entries(SETTINGS)) await git(home, ['config', name, value]);
    await git(home, ['add', '--all'], { writes: true });
    await git(home, ['commit', '--quiet', '--message', 'chore: begin'], { writes: true });
    await git(home, ['worktree', 'add', '--quiet', '--detach', workspace], { writes: true });
    faultPoint('trial-ground:made');
    const base = await git(home, ['rev-parse', 'HEAD']);
    const before = { shared: await readSharedState({ home }), files: listFiles(root) };
    const survey = async (): Promise<Traces> => {
      const changed = await listChanges(workspace, base);
      const paths = changed ?? [];
      const after = listFiles(root);
      const names = new Set([...before.files.keys(), ...after.keys()]);
      const shared = await readSharedState({ home }).then(
        (now) => describeSharedChanges(before.shared, now, workspace),
        () => ['the repository cannot be read any more'],
      );
      return {
        answer: readText(join(workspace, TRIAL_FILE)),
        written: paths.map((path) => join(workspace, path)),
        strayed: paths.filter((path) => path !== TRIAL_FILE && path !== TRIAL_PLAN),
        editedPlan: paths.includes(TRIAL_PLAN),
        outside: [...names].filter((name) => before.files.get(name) !== after.get(name)),
        history: [
          ...(changed === undefined ? ['its .git is broken'] : await describeHead(workspace, base)),
          ...shared,
        ],
        locks: ['.git/index.lock', '.git/worktrees/workspace/index.lock', '.git/HEAD.lock']
          .filter((path) => existsSync(join(home, path)))
          .map((path) =>
            path.includes('worktrees') ? 'index.lock of its work tree' : `${path} of your work tree`,
          ),
      };
    };
    return { workspace, runFolder, snapshot, survey, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const SETTINGS = {
  'user.name': 'planex',
  'user.email': 'planex@localhost',
  'commit.gpgSign': 'false',
  'core.hooksPath': '/dev/null',
};

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Paths that differ from the base, with all that Git does not know; undefined when the work tree is none any more. */
async function listChanges(workspace: string, base: string): Promise<string[] | undefined> {
  const outputs = await Promise.all([
    runGit(workspace, ['diff', '--name-only', '-z', base]),
    runGit(workspace, ['ls-files', '--others', '-z']),
    runGit(workspace, ['rev-parse', '--show-toplevel']),
  ]);
  if (outputs.some(({ code }) => code !== 0) || outputs[2].stdout.trim() !== workspace) return undefined;
  const paths = outputs.slice(0, 2).flatMap(({ stdout }) => stdout.split('\0'));
  return [...new Set(paths.filter((path) => path !== ''))];
}

async function describeHead(workspace: string, base: string): Promise<string[]> {
  const [head, branch] = await Promise.all([
    runGit(workspace, ['rev-parse', 'HEAD']),
    runGit(workspace, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
  ]);
  return [
    ...(head.stdout.trim() === base ? [] : ['its HEAD is another commit']),
    ...(branch.code === 0 ? [`it is on the branch ${branch.stdout.trim()}`] : []),
  ];
}

/** Digests of all files outside of the workspace and of what planex itself writes, by path from `root`. */
function listFiles(root: string): Map<string, string> {
  const files = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const name = relative(root, path);
      if (['workspace', 'run', 'home/.git'].includes(name)) continue;
      if (entry.isDirectory()) walk(path);
      else files.set(name, entry.isFile() ? digestBytes(readFileSync(path)) : 'no file');
    }
  };
  walk(root);
  return files;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
