import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DemoFile } from './artifacts.ts';

const COMMAND_MS = 120_000;
const PLANEX = join(import.meta.dirname, 'planex.js');

/** A place for a repository in a temporary folder, with a home, a Git identity and a state folder of its own. */
export interface Stage {
  folder: string;
  write(file: DemoFile): Promise<void>;
  /** Runs a command in the repository and resolves to its standard output. Rejects with what it said when it fails. */
  run(program: 'git' | 'planex', ...args: string[]): Promise<string>;
  /** Lines of a command's output while it runs; leaving the loop ends the command, and so does `signal`. */
  follow(signal: AbortSignal, program: 'git' | 'planex', ...args: string[]): AsyncGenerator<string>;
  readDaemonLog(): Promise<string>;
  /** Stops the daemon if it still runs, and removes the folder unless it is to be kept. */
  close(keep: boolean): Promise<void>;
}

/** Makes the folders. Nothing of the user's own configuration is read. */
export async function openStage(): Promise<Stage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'planex-demo-')));
  const repository = join(folder, 'repository');
  const records = join(repository, '.git/planex');
  const temporary = join(folder, 'tmp');
  await Promise.all([repository, temporary].map((path) => mkdir(path)));
  const env = makeEnvironment(folder, temporary);
  await writeFile(
    join(folder, 'gitconfig'),
    '[user]\n\tname = Ada Example\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n',
  );

  const start = (program: 'git' | 'planex', args: string[], signal?: AbortSignal): ChildProcess => {
    const [file, ...first] = program === 'git' ? ['git'] : [process.execPath, PLANEX];
    // In a group of its own, so that Ctrl-C reaches only the demonstration, which then ends things in order.
    return spawn(file, [...first, ...args], {
      cwd: repository,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    });
  };

  const run: Stage['run'] = async (program, ...args) => {
    const child = start(program, args, AbortSignal.timeout(COMMAND_MS));
    let output = '';
    let errors = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const [code] = await once(child, 'close');
    if (code === 0) return output;
    throw new Error(`${program} ${args.join(' ')} failed (exit code ${code})\n${output}${errors}`);
  };

  return {
    folder,
    run,
    async write({ path, text }) {
      const target = join(repository, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    },
    async *follow(signal, program, ...args) {
      const child = start(program, args);
      const ended = once(child, 'close');
      const end = (): void => void child.kill();
      signal.addEventListener('abort', end, { once: true });
      try {
        if (child.stdout !== null) yield* createInterface({ input: child.stdout });
      } finally {
        signal.removeEventListener('abort', end);
        end();
        await ended;
      }
    },
    readDaemonLog: () => readFile(join(records, 'daemon.log'), 'utf8').catch(() => ''),
    async close(keep) {
      await run('planex', 'stop', '--now').catch(() => endDaemon(records));
      if (!keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Ends a daemon that cannot be told to stop. */
async function endDaemon(records: string): Promise<void> {
  const lock = await readFile(join(records, 'daemon.lock'), 'utf8').catch(() => undefined);
  if (lock !== undefined) process.kill(JSON.parse(lock).pid, 'SIGKILL');
}

function makeEnvironment(folder: string, temporary: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(GIT_|PLANEX_)/.test(name));
  return {
    ...Object.fromEntries(own),
    HOME: folder,
    TMPDIR: temporary,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_RUNTIME_DIR: folder,
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
  };
}
