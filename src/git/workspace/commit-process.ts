import { spawn } from 'node:child_process';
import { errorMessage } from '../../errors.ts';
import { awaitQuietEnd } from '../quiet.ts';

/** How `git commit` and the hooks it ran ended. */
export interface CommitProcessEnd {
  /** Exit status; -1 when it did not start or was ended by a signal. */
  code: number;
  /** What git and the hooks said on both streams, in the order it came. */
  output: string;
  /** `timed-out` and `stopped` when it was made to end before it did by itself. */
  cause: 'ended' | 'timed-out' | 'stopped';
}

/** What a commit needs to run. */
export interface CommitProcess {
  cwd: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** The commit message. Hooks get a closed standard input. */
  input: string;
  /** Until git and its hooks are asked to stop (TERM), and `GRACE_MS` later made to (KILL). */
  timeoutMs: number;
  /** Ends git and its hooks in the same way when it fires. */
  signal?: AbortSignal | undefined;
}

const GRACE_MS = 5_000;
/** Output still in the pipe when git exits is there at once; a hook's background process may hold it open for ever. */
const DRAIN_MS = 500;

/** Runs `git commit` in a process group of its own, so that a hook that hangs can be ended with all it started. */
export async function runCommit(commit: CommitProcess): Promise<CommitProcessEnd> {
  await awaitQuietEnd();
  return commitNow(commit);
}

function commitNow(commit: CommitProcess): Promise<CommitProcessEnd> {
  return new Promise((resolve) => {
    const said: Buffer[] = [];
    let cause: CommitProcessEnd['cause'] = 'ended';
    let drain: NodeJS.Timeout | undefined;
    let force: NodeJS.Timeout | undefined;
    const child = spawn('git', commit.args, {
      cwd: commit.cwd,
      env: commit.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const end = (why: 'timed-out' | 'stopped'): void => {
      if (cause !== 'ended') return;
      cause = why;
      signalGroup(child.pid, 'SIGTERM');
      force = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
    };
    const stop = (): void => end('stopped');
    const timer = setTimeout(() => end('timed-out'), commit.timeoutMs);
    const finish = (code: number): void => {
      for (const pending of [timer, drain, force]) clearTimeout(pending);
      commit.signal?.removeEventListener('abort', stop);
      if (cause !== 'ended') signalGroup(child.pid, 'SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code, output: Buffer.concat(said).toString('utf8').trim(), cause });
    };
    if (commit.signal?.aborted === true) stop();
    commit.signal?.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.on('error', (error) => {
      said.push(Buffer.from(errorMessage(error)));
      finish(-1);
    });
    child.on('exit', (code) => {
      drain = setTimeout(() => finish(code ?? -1), DRAIN_MS);
    });
    child.on('close', (code) => finish(code ?? -1));
    // A git that ends without reading the message is judged by its exit status, not by EPIPE.
    child.stdin.on('error', () => undefined);
    child.stdin.end(commit.input);
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group is gone already.
  }
}
