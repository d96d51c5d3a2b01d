import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

/** How a child process ended. */
interface DriverEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A child that runs a program of ours in a process of its own. */
export interface Driver {
  child: ChildProcess;
  /** Writes a line to its standard input. */
  tell(line: string): void;
  /** The next line it prints; undefined when it ended. */
  nextLine(): Promise<string | undefined>;
  ended: Promise<DriverEnd>;
}

/** Makes one file of a program that imports `src/`, as `program` text whose imports are relative to `src/state`. */
export async function bundleProgram(folder: string, program: string): Promise<string> {
  const outfile = join(folder, 'program.mjs');
  await build({
    stdin: { contents: program, resolveDir: join(import.meta.dirname, '../../../src/state'), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return outfile;
}

/** Starts a bundled program, which ends with the test at the latest. */
export function startDriver(file: string, args: string[], env: Record<string, string> = {}): Driver {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<DriverEnd>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    ended,
    tell: (line) => void child.stdin.write(`${line}\n`),
    async nextLine() {
      const { value, done } = await lines.next();
      return done === true ? undefined : value;
    },
  };
}
