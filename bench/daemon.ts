import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { end, run } from './programs.ts';
import type { BenchContext } from './row.ts';

/** A daemon in the foreground. */
export interface BenchDaemon {
  pid: number;
  /** Milliseconds from its start to its word that it is ready. */
  readyAfterMs: number;
  stop(): Promise<void>;
}

/** Starts the daemon of a repository and resolves when it says that it has started. */
export async function startDaemon(
  { planex, env }: BenchContext,
  cwd: string,
  more: NodeJS.ProcessEnv = {},
): Promise<BenchDaemon> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [planex, 'start', '--foreground'], {
    cwd,
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await waitForLine(child, / started in /);
  const readyAfterMs = performance.now() - startedAt;
  child.stdout.resume();
  return { pid: child.pid ?? 0, readyAfterMs, stop: () => end(child) };
}

/** Lets the plans that lie in a repository run: without that they would wait for it, having been there before planex. */
export async function trustAll({ planex, env }: BenchContext, cwd: string): Promise<void> {
  await run(process.execPath, [planex, 'trust', '--all'], { cwd, env });
}

/** Resident memory of a process in MB. Linux only. */
export function readMemory(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** Processor time of a process and the children it has waited for, in milliseconds. Linux only. */
export function readProcessorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // User and system time of the process, then of its children, in ticks of 10 ms.
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]) * 10, 0);
}

function waitForLine(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (pattern.test(said)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the daemon ended with ${code}: ${said}`)));
  });
}
