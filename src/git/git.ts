import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { errorMessage } from '../errors.ts';
import { type EndedBy, limitGroup, limitProcess } from './limited-group.ts';
import { awaitQuietEnd } from './quiet.ts';

/** How a git command ended: its whole output and its exit status. */
export interface GitOutput {
  /** Exit status; 128 and above when git itself refused. -1 when it did not start or was ended by a signal. */
  code: number;
  stdout: string;
  stderr: string;
  /** True when it was made to end. */
  timedOut: boolean;
  /** Why, when it was. */
  endedBy?: EndedBy;
}

export interface GitOptions {
  /** Text for standard input; without it standard input is closed. */
  input?: string | Buffer;
  /** Added to the cleaned environment, for example `GIT_INDEX_FILE`. */
  env?: Record<string, string>;
  /** Milliseconds until git is asked to stop (TERM), and a few seconds later made to. */
  timeoutMs?: number;
  /** The same happens when git still runs some seconds after it. */
  signal?: AbortSignal | undefined;
  /** True where git may wait for a filter or hook: they end with it. */
  endsGroup?: boolean;
  /** A POSIX shell script that is run instead of git itself, with the arguments as `$1` and so on. */
  script?: string;
  /** `binary` keeps bytes: each byte is one `latin1` character of the output. */
  encoding?: 'utf8' | 'latin1';
  /** True for commands that may refresh the index; reads never take the user's index.lock. */
  writes?: boolean;
}

/** A git command that ended in a way its caller did not expect. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly args: readonly string[];
  readonly output: GitOutput;

  constructor(args: readonly string[], output: GitOutput) {
    const said = output.stderr.trim() || output.stdout.trim() || 'it said nothing';
    super(`git ${args.join(' ')} ended with ${output.timedOut ? 'a time-out' : output.code}: ${said}`);
    this.args = args;
    this.output = output;
  }
}

const DEFAULT_TIMEOUT_MS = 120_000;
/** What git has left running may hold its outputs open for ever. */
const DRAIN_MS = 500;
const MOST_TRIES = 12;
const PAUSE_MS = 20;

/**
 * Runs one git command in `cwd` without a shell and resolves however it ends. The environment is the user's without
 * any `GIT_*` variable that names another repository, index or editor, so that running inside a hook changes nothing.
 */
export async function runGit(
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitOutput> {
  for (let tries = 1; ; tries += 1) {
    await awaitQuietEnd();
    const output = await runOnce(cwd, args, options);
    const again = options.writes !== true && tries < MOST_TRIES && metHalfMadeWorkTree(output);
    if (!again) return output;
    await wait(tries * PAUSE_MS);
  }
}

/** A reading git ends when it comes upon a work tree that another git is just adding; a moment later it does not. */
function metHalfMadeWorkTree({ code, stderr }: GitOutput): boolean {
  return code === 128 && /failed to read .*worktrees\/[^/]+\/commondir/.test(stderr);
}

function runOnce(cwd: string, args: readonly string[], options: GitOptions): Promise<GitOutput> {
  return new Promise((resolve) => {
    const encoding = options.encoding ?? 'utf8';
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const { script } = options;
    const [program, words] = script === undefined ? ['git', args] : ['sh', ['-c', script, 'sh', ...args]];
    const child = spawn(program, words, {
      cwd,
      detached: options.endsGroup === true,
      env: {
        ...cleanGitEnvironment(),
        ...(options.writes ? {} : { GIT_OPTIONAL_LOCKS: '0' }),
        ...options.env,
      },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let isOver = false;
    /** What git left running may hold its outputs: from when both it is over and its time is, nobody waits for them. */
    const drain = (): void => {
      if (!isOver || limited.endedBy() === undefined) return;
      const timer = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, DRAIN_MS);
      child.on('close', () => clearTimeout(timer));
    };
    const longestMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const limited =
      options.endsGroup === true
        ? limitGroup(child.pid, longestMs, options.signal, drain)
        : limitProcess((name) => child.kill(name), longestMs, options.signal, drain);
    const finish = (code: number, stderr: string): void => {
      limited.release();
      const endedBy = limited.endedBy();
      resolve({
        code,
        stdout: Buffer.concat(out).toString(encoding),
        stderr,
        timedOut: endedBy !== undefined,
        ...(endedBy === undefined ? {} : { endedBy }),
      });
    };
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => finish(-1, errorMessage(error)));
    child.on('exit', () => {
      isOver = true;
      drain();
    });
    child.on('close', (code) => finish(code ?? -1, Buffer.concat(err).toString('utf8')));
    // A git that ends without reading all of its input is judged by its exit status, not by EPIPE.
    child.stdin?.on('error', () => undefined);
    if (options.input !== undefined) child.stdin?.end(options.input);
  });
}

/** Like `runGit`, but throws `GitError` unless the exit status is 0; returns standard output without the last line end. */
export async function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const output = await runGit(cwd, args, options);
  if (output.code !== 0) throw new GitError(args, output);
  return output.stdout.replace(/\n$/, '');
}

const KEPT = new Set([
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_ASKPASS',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CONFIG_SYSTEM',
]);

/**
 * The environment git runs with: the user's, less every `GIT_*` variable except those that configure git rather than
 * point it somewhere (a hook hands its children GIT_DIR and GIT_INDEX_FILE), with no prompts and no editor.
 */
export function cleanGitEnvironment(from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => !name.startsWith('GIT_') || KEPT.has(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C.UTF-8',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'true',
    GIT_MERGE_AUTOEDIT: 'no',
  };
}
