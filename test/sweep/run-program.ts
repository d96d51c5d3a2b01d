import { spawn } from 'node:child_process';

/** How a program ended and what it printed. */
export interface ProgramEnd {
  /** Exit code; 128 when it was ended by a signal. */
  code: number;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A program that runs. */
export interface RunningProgram {
  pid: number;
  /** Never rejects. */
  ended: Promise<ProgramEnd>;
  /** Sends a signal, unless the program has ended. */
  kill(signal: NodeJS.Signals): void;
}

/** Starts a program in a session of its own; `onOutput` is called after each piece of standard output. */
export function startProgram(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; onOutput?: () => void },
): RunningProgram {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    options.onOutput?.();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.once('error', (error) => resolve({ code: 127, signal: null, stdout, stderr: error.message }));
    child.once('close', (code, signal) => resolve({ code: code ?? 128, signal, stdout, stderr }));
  });
  return {
    pid: child.pid ?? 0,
    ended,
    kill(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    },
  };
}
