import { setTimeout as sleep } from 'node:timers/promises';
import { type Ended, runCommand } from './run-command.ts';

/** A command of the user's that failed though nothing in the user's own work was in its way. */
export interface Failure {
  command: string;
  said: string;
}

/** Somebody at the keyboard: each command is tried again when it fails, and counted. */
export interface User {
  /** Runs a git command that changes something until it succeeds. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Runs a git command that only reads. */
  read(...args: string[]): Promise<void>;
  counts: { changing: number; reading: number };
  failures: Failure[];
  /** The last commands, newest last. */
  recent: string[];
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  input?: string;
  /** Tidies up after a failure, so that the command can be tried again; true when the work is done after all. */
  recover?: () => Promise<boolean>;
}

/** For what holds a lock on a machine that stands still for many seconds. */
const TRIES = 50;
const LONGEST_PAUSE_MS = 1_000;
const RECENT = 12;

/** Puts a user into a work tree. */
export function makeUser(folder: string): User {
  const counts = { changing: 0, reading: 0 };
  const failures: Failure[] = [];
  const recent: string[] = [];
  const runGit = async (args: readonly string[], options: RunOptions): Promise<Ended> => {
    recent.push(`git ${args.join(' ')}`);
    recent.splice(0, recent.length - RECENT);
    const ended = await runCommand('git', args, { cwd: folder, env: options.env, input: options.input });
    if (ended.code !== 0)
      failures.push({ command: `git ${args.join(' ')}`, said: `${ended.stderr}${ended.stdout}`.trim() });
    return ended;
  };
  return {
    counts,
    failures,
    recent,
    async run(args, options = {}) {
      for (let attempt = 1; ; attempt += 1) {
        counts.changing += 1;
        const ended = await runGit(args, options);
        if (ended.code === 0) return ended;
        if (attempt === TRIES)
          throw new Error(`git ${args.join(' ')} never succeeds: ${ended.stderr}${ended.stdout}`);
        if ((await options.recover?.()) === true) return ended;
        await sleep(Math.min(LONGEST_PAUSE_MS, 30 * attempt));
      }
    },
    async read(...args) {
      counts.reading += 1;
      await runGit(args, {});
    },
  };
}
