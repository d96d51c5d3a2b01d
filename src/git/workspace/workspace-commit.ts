import { join } from 'node:path';
import { faultPoint } from '../../fault-point.ts';
import { limitGitMs } from '../git-deadline.ts';
import { readLooseDifference } from '../loose-difference.ts';
import { readLooseMessage } from '../loose-object.ts';
import { type CommitProcessEnd, runCommit } from './commit-process.ts';
import { makeHookEnvironment } from './hook-environment.ts';
import { stagePaths } from './workspace-changes.ts';
import { forgetCommits, readDetachedHead, reattach } from './workspace-checkout.ts';
import { gitInWorkspace, runInWorkspace, type Workspace, workspaceSettings } from './workspace.ts';

/** What to commit from a workspace. */
export interface CommitRequest {
  /** Changed paths, relative to the top and taken literally. Nothing else is staged. */
  paths: readonly string[];
  message: string;
  /** Absolute folder of the user's hooks, from `resolveHooksPath`; may be on its way while paths are staged. */
  hooksPath?: string | Promise<string | undefined> | undefined;
  /** From `readCommitSettings`; may be on its way as well. */
  settings?: Promise<readonly string[]>;
  /** Makes a commit even without changes, to record an answer. */
  allowEmpty?: boolean;
  /** Milliseconds that git and all hooks may take. */
  timeoutMs?: number;
  /** Ends git and all hooks when it fires. */
  signal?: AbortSignal;
}

export type CommitOutcome =
  /** `paths` are those of the commit: more or fewer than asked for when a hook staged changes of its own. */
  | { kind: 'committed'; commit: string; paths: string[] }
  | { kind: 'hook-refused'; output: string }
  /** A hook took lines out of the message by which the history tells what was done; nothing is committed. */
  | { kind: 'unmarked'; output: string }
  | { kind: 'nothing' }
  /** Ended by its signal before there was a commit. */
  | { kind: 'stopped' }
  | { kind: 'failed'; output: string };

const TIMEOUT_MS = 10 * 60_000;
/** `git commit` ends with 1 when a hook refuses or nothing is staged, and with 128 when git itself cannot go on. */
const REFUSED = 1;

/**
 * Commits exactly these paths on top of the workspace's base with a real `git commit`, so that the user's hooks and
 * signing apply. Whatever was committed or staged in the workspace before is folded into the one commit. When a hook
 * changes staged files and then refuses, as formatters do, its changes are staged and the commit is tried once more.
 */
export async function commitWorkspace(workspace: Workspace, request: CommitRequest): Promise<CommitOutcome> {
  if (request.paths.length === 0 && request.allowEmpty !== true) return { kind: 'nothing' };
  await reattach(workspace);
  await forgetCommits(workspace);
  await stagePaths(workspace, request.paths);
  let end = await runHookedCommit(workspace, request);
  if (end.cause === 'ended' && end.code === REFUSED && (await restageRewritten(workspace, request.paths))) {
    end = await runHookedCommit(workspace, request);
  }
  faultPoint('workspace-commit:committed');
  if (end.code === 0) return describeCommit(workspace, request);
  if (end.cause === 'stopped') return { kind: 'stopped' };
  if (end.cause === 'timed-out') {
    const limit = `git commit and its hooks did not end within ${limitGitMs(request.timeoutMs ?? TIMEOUT_MS)} ms`;
    return { kind: 'hook-refused', output: [limit, end.output].filter(Boolean).join('\n') };
  }
  if (end.code !== REFUSED) return { kind: 'failed', output: end.output };
  if (request.allowEmpty !== true && !(await hasStagedChanges(workspace))) return { kind: 'nothing' };
  return { kind: 'hook-refused', output: end.output };
}

async function runHookedCommit(workspace: Workspace, request: CommitRequest): Promise<CommitProcessEnd> {
  const hooksPath = await request.hooksPath;
  const hooks = hooksPath === undefined ? [] : ['-c', `core.hooksPath=${hooksPath}`];
  const flags = [
    '--quiet',
    '--cleanup=whitespace',
    ...(request.allowEmpty === true ? ['--allow-empty'] : []),
  ];
  return runCommit({
    cwd: workspace.path,
    args: [
      ...workspaceSettings(workspace),
      ...((await request.settings) ?? []),
      ...hooks,
      'commit',
      ...flags,
      '--file=-',
    ],
    // By the marker of the run, what hooks leave behind is found again, also after the death of planex.
    env: { ...makeHookEnvironment(), PLANEX_RUN: workspace.runId },
    input: request.message,
    timeoutMs: limitGitMs(request.timeoutMs ?? TIMEOUT_MS),
    signal: request.signal,
  });
}

/** Stages the paths again if a hook changed their files after they were staged; false when there was nothing to stage. */
async function restageRewritten(workspace: Workspace, paths: readonly string[]): Promise<boolean> {
  const output = await gitInWorkspace(workspace, [
    'diff',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-ext-diff',
  ]);
  const changed = new Set(output.split('\0'));
  const rewritten = paths.filter((path) => changed.has(path));
  await stagePaths(workspace, rewritten);
  return rewritten.length > 0;
}

async function hasStagedChanges(workspace: Workspace): Promise<boolean> {
  const answer = await runInWorkspace(workspace, ['diff-index', '--cached', '--quiet', workspace.base, '--']);
  return answer.code !== 0;
}

async function describeCommit(workspace: Workspace, request: CommitRequest): Promise<CommitOutcome> {
  const commit =
    (await readDetachedHead(workspace)) ?? (await gitInWorkspace(workspace, ['rev-parse', 'HEAD']));
  const message = await readCommitMessage(workspace, commit);
  if (!keepsMarks(message, request.message)) {
    await forgetCommits(workspace);
    return { kind: 'unmarked', output: `a hook has made this of the commit message:\n${message}` };
  }
  const paths = listPathsFromFiles(workspace, commit) ?? (await listPathsByGit(workspace, commit));
  if (paths.length > 0 || request.allowEmpty === true) return { kind: 'committed', commit, paths };
  // A hook took everything back, which git does not mind.
  await forgetCommits(workspace);
  return { kind: 'nothing' };
}

/** True when each line by which the history finds what was done is still a line of the message. */
function keepsMarks(message: string, wanted: string): boolean {
  const lines = new Set(message.split('\n').map((line) => line.trim()));
  return wanted.split('\n').every((line) => !line.startsWith('Planex-') || lines.has(line.trim()));
}

async function readCommitMessage(workspace: Workspace, commit: string): Promise<string> {
  const show = ['log', '-1', '--no-show-signature', '--encoding=UTF-8', '--format=%B', commit, '--'];
  return (
    readLooseMessage(locateObjects(workspace), commit) ?? (await gitInWorkspace(workspace, show)).trimEnd()
  );
}

/** What was just committed is in files of its own, and mostly what it was made from too: no process is needed. */
function listPathsFromFiles(workspace: Workspace, commit: string): string[] | undefined {
  const difference = readLooseDifference(locateObjects(workspace), workspace.base, commit);
  return difference?.changes.map(({ path }) => path);
}

/** The git folder of a work tree is two below the common one. */
function locateObjects({ gitDir }: Workspace): string {
  return join(gitDir, '../../objects');
}

async function listPathsByGit(workspace: Workspace, commit: string): Promise<string[]> {
  const compare = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', workspace.base, commit];
  const listing = await gitInWorkspace(workspace, compare);
  return listing.split('\0').filter((path) => path !== '');
}
