import { type ChildProcess, execFileSync, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

/** Runs a program to its end without its output. Throws unless it ends with 0. */
export async function run(file: string, args: readonly string[], options: SpawnOptions): Promise<void> {
  const child = spawn(file, args, { stdio: 'ignore', ...options });
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code ?? signal}`);
}

/** Standard output of a program, without the last line end. */
export function ask(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): string {
  return execFileSync(file, args, {
    ...options,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  }).replace(/\n$/, '');
}

/** Asks a process to end and resolves when it has. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Ends a shell and the pipeline it has started. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = end(child);
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has just ended by itself.
  }
  await ended;
}

/** Resolves when `isTrue` says so; looks every millisecond, and gives up after `limitMs`. */
export async function waitUntil(isTrue: () => boolean, what: string, limitMs = 60_000): Promise<void> {
  const endsAt = performance.now() + limitMs;
  while (!isTrue()) {
    if (performance.now() > endsAt) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** True when a program of that name is on the PATH. */
export function isInstalled(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
