import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { errorMessage } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { fail, type Result, succeed } from '../../result.ts';
import { cleanGitEnvironment } from '../git.ts';
import { type EndedBy, limitGroup } from '../limited-group.ts';
import type { Mover } from './mover.ts';

export interface RefUpdate {
  /** Folder git runs in; the HEAD of its work tree gets a log entry too when it points at `ref`. */
  cwd: string;
  /** Full name, `refs/…`. */
  ref: string;
  old: string;
  new: string;
  /** For the log of the ref. */
  message: string;
  env?: Record<string, string>;
  /** Milliseconds for each step; hooks of the repository run within it. */
  timeoutMs?: number;
  /** Ends a step that is still under way some seconds later, with its hooks. */
  signal?: AbortSignal | undefined;
  /** Makes the process that will tell git to commit, while git prepares. It is dropped when this does not come to a commit. */
  startMover?: (input: Writable) => Mover;
}

/** A ref update whose locks are held and whose comparison and hooks have passed. One of the two must be called. */
export interface PreparedRefUpdate {
  /** Where there is a mover, it renames the index first; resolves when all is done, or to what went wrong. */
  commit(): Promise<Result<void, string>>;
  /** Resolves when git has ended and its locks are gone. Changes nothing after `commit` or another `abort`. */
  abort(): Promise<void>;
}

export interface RefRefusal {
  /** `stopped` when the signal has ended it. */
  kind: 'moved' | 'locked' | 'stopped' | 'refused';
  /** What git and the hooks said. */
  output: string;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const KILL_GRACE_MS = 2_000;

/*
 *            ┌─ moved | locked | stopped | refused
 * start ─▶ prepare ─▶ prepared ─▶ commit ─▶ committed
 *                        └──────▶ abort | end of input ─▶ as before
 */

/**
 * Compares and locks a ref and lets hooks judge its new value, without changing it yet. When this process dies, git
 * sees the end of its input and gives the locks back.
 */
export async function prepareRefUpdate(update: RefUpdate): Promise<Result<PreparedRefUpdate, RefRefusal>> {
  const child = spawn('git', ['update-ref', '-m', update.message, '-z', '--stdin'], {
    cwd: update.cwd,
    env: { ...cleanGitEnvironment(), ...update.env },
    // Of a group of its own: a signal to the group of planex is not for it.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  let complaint = '';
  let wake: (() => void) | undefined;
  let ended = false;
  const closed = new Promise<void>((resolve) => {
    const finish = (): void => {
      ended = true;
      wake?.();
      resolve();
    };
    child.on('close', finish);
    // What a hook left running may hold the pipes for ever; the locks are gone with git.
    child.on('exit', () => {
      const timer = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, KILL_GRACE_MS);
      child.on('close', () => clearTimeout(timer));
    });
    child.on('error', (error) => {
      complaint += errorMessage(error);
      finish();
    });
  });
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    wake?.();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8');
  });
  // A git that ended early is judged by what it said, not by EPIPE.
  child.stdin.on('error', () => undefined);

  let endedBy: EndedBy | undefined;
  const within = async <T>(step: string, work: Promise<T>): Promise<T> => {
    const group = limitGroup(child.pid, update.timeoutMs ?? DEFAULT_TIMEOUT_MS, update.signal);
    const done = await work;
    endedBy ??= group.endedBy();
    // What was told to end takes its locks away first.
    if (group.endedBy() !== undefined) await closed;
    group.release();
    if (group.endedBy() === 'limit') complaint += `no answer to ${step} within ${group.limitMs} ms\n`;
    return done;
  };
  const say = async (words: string, answer: string): Promise<boolean> => {
    child.stdin.write(words);
    const answered = new Promise<boolean>((resolve) => {
      wake = () => {
        if (said.includes(`${answer}: ok\n`)) resolve(true);
        else if (ended) resolve(false);
      };
      wake();
    });
    return within(answer, answered);
  };
  let mover: Mover | undefined;
  const end = async (): Promise<void> => {
    // It holds the input open.
    await mover?.drop();
    child.stdin.end();
    await within('the end of input', closed);
  };

  /** Once git says that it is done, it is, locks and hooks included: nobody has to wait until it has ended. */
  const conclude = async (done: boolean, failure: string): Promise<Result<void, string>> => {
    if (!done) await end();
    else child.stdin.end();
    return done ? succeed(undefined) : fail(failure.trim() || complaint.trim());
  };

  // Were it to become another name for a branch by now, that one stays.
  const request = `start\0option no-deref\0update ${update.ref}\0${update.new}\0${update.old}\0prepare\0`;
  const preparing = say(request, 'prepare');
  mover = update.startMover?.(child.stdin);
  // Who was made to end in the instant of the answer holds nothing any more.
  if (!(await preparing) || endedBy !== undefined) {
    await end();
    return fail(explainRefusal(complaint, endedBy));
  }
  return succeed({
    async commit() {
      const going = mover?.go();
      const saying = say(going === undefined ? 'commit\0' : '', 'commit');
      // Git's own word is enough. A mover that does not come so far says why, and git is never told.
      const stopped = going?.then(async (failure) => (failure === undefined ? await saying : failure));
      const done = await Promise.race([saying, stopped ?? saying]);
      faultPoint('ref-transaction:committed');
      return conclude(done === true, typeof done === 'string' ? done : complaint);
    },
    abort: end,
  });
}

/** Tells by git's words (in the C locale) why a ref could not be prepared. */
function explainRefusal(complaint: string, endedBy?: EndedBy): RefRefusal {
  const output = complaint.trim();
  if (endedBy === 'signal') return { kind: 'stopped', output };
  if (/is at [0-9a-f]+ but expected|unable to resolve reference|reference is missing/.test(output)) {
    return { kind: 'moved', output };
  }
  if (/Unable to create '.*\.lock': File exists/.test(output)) return { kind: 'locked', output };
  return { kind: 'refused', output };
}
