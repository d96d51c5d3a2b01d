import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

/** The landing driver as one file that node can run. */
interface LandingProgram {
  /** Starts it in a process group of its own; `under` is a program with arguments that runs it. */
  start(work: unknown, env?: Record<string, string>, under?: readonly string[]): LandingProcess;
  remove(): void;
}

export interface LandingProcess {
  child: ChildProcess;
  /** How it ended, and what it answered if it did. */
  ended: Promise<{ signal: NodeJS.Signals | null; output: string; errors: string }>;
}

/** The landing driver for the tests of a file, or of a group in it: built before them and removed after. */
export function useLandingProgram(): Pick<LandingProgram, 'start'> {
  let program: LandingProgram | undefined;
  beforeAll(async () => {
    program = await buildLandingProgram();
  });
  afterAll(() => program?.remove());
  return {
    start(...args) {
      if (program === undefined)
        throw new Error('the program is built before the tests, not while they are collected');
      return program.start(...args);
    },
  };
}

/** Bundles the landing driver into a temporary file. */
async function buildLandingProgram(): Promise<LandingProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'planex-driver-'));
  const outfile = join(folder, 'driver.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('landing-driver.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  return {
    start(work, env = {}, under = []) {
      const [program, ...args] = [...under, process.execPath, outfile, JSON.stringify(work)];
      const child = spawn(program, args, {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      });
      let output = '';
      let errors = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
      const ended = new Promise<Awaited<LandingProcess['ended']>>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (_, signal) => resolve({ signal, output, errors }));
      });
      return { child, ended };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
