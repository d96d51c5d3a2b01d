import { spawn } from 'node:child_process';

/** How a command ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, whatever its exit code. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: { cwd: string; input?: string | undefined; env?: NodeJS.ProcessEnv | undefined },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: options.cwd, env: { ...process.env, ...options.env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => undefined).end(options.input ?? '');
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ code: code ?? 128, stdout, stderr: stderr + (signal ?? '') }),
    );
  });
}

/** Reads with git, without its permission to take a lock. Throws when git fails. */
export async function readGit(cwd: string, ...args: string[]): Promise<string> {
  const ended = await runCommand('git', ['--no-optional-locks', ...args], { cwd });
  if (ended.code === 0) return ended.stdout;
  throw new Error(`git ${args.join(' ')} exited with ${ended.code}: ${ended.stderr}`);
}
