import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { sweepMarked } from '../../src/executors/process-tree.ts';
import type { ProcessSpec } from '../../src/executors/run-process.ts';
import { readStat } from '../../src/process-identity.ts';
import { PATIENCE_MS } from './patience.ts';
import { makeFolder } from './repository.ts';

const PROGRAMS = join(import.meta.dirname, '../fixtures/programs');

/** A program of test/fixtures/programs, ready to run in a folder of its own. */
export interface TestProgram {
  spec: ProcessSpec;
  folder: string;
  /** All it has printed up to now. */
  output(): string;
  /** Pids that it has noted in the file named by PIDS. */
  pids(): number[];
}

/** Prepares a program; whatever it starts is ended with the test. */
export function useProgram(name: string, change: Partial<ProcessSpec> = {}): TestProgram {
  const folder = makeFolder('planex-program-');
  const marker = `test-${randomUUID()}`;
  onTestFinished(async () => void (await sweepMarked(marker, 0)));
  const outputFile = join(folder, 'output');
  const pidsFile = join(folder, 'pids');
  const spec: ProcessSpec = {
    file: name.endsWith('.mjs') ? process.execPath : 'sh',
    args: [join(PROGRAMS, name)],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', PIDS: pidsFile },
    input: { kind: 'none' },
    outputFile,
    marker,
    graceMs: 5_000,
    ...change,
  };
  return {
    spec,
    folder,
    output: () => (existsSync(outputFile) ? readFileSync(outputFile, 'utf8') : ''),
    pids: () => (existsSync(pidsFile) ? readFileSync(pidsFile, 'utf8').trim().split('\n').map(Number) : []),
  };
}

/** True while a process with this pid runs; zombies do not. */
export function isRunning(pid: number): boolean {
  const stat = readStat(pid);
  return stat !== undefined && !stat.ended;
}

/** Resolves once `condition` holds; fails after `withinMs`. */
export async function waitUntil(
  condition: () => boolean,
  what: string,
  withinMs = PATIENCE_MS,
): Promise<void> {
  const endsAt = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > endsAt) throw new Error(`waited ${withinMs} ms in vain until ${what}`);
    await sleep(10);
  }
}
