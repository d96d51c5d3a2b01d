import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import type { ProcessOutcome } from '../daemon/execution.ts';
import { judgeExit } from '../executors/judge-exit.ts';
import { runProcess } from '../executors/run-process.ts';
import { readTail } from '../executors/tail.ts';

const TAIL_BYTES = 4096;

/** Runs the `setup` command of the settings in a fresh workspace; without one there is nothing to do. */
export async function runSetup(
  { setup, limits }: Pick<Settings, 'setup' | 'limits'>,
  run: {
    runId: string;
    workspace: string;
    runFolder: string;
    env: Record<string, string>;
    signal: AbortSignal;
  },
): Promise<ProcessOutcome> {
  if (setup === undefined) return { kind: 'done' };
  await mkdir(run.runFolder, { recursive: true });
  const outputFile = join(run.runFolder, 'setup.log');
  const { exit } = await runProcess({
    file: 'sh',
    args: ['-e', '-c', setup],
    cwd: run.workspace,
    env: { ...run.env, CI: '1' },
    input: { kind: 'none' },
    outputFile,
    marker: run.runId,
    wallClockMs: limits.wallClockMs,
    noOutputMs: limits.noOutputMs,
    graceMs: limits.graceMs,
    signal: run.signal,
  });
  const ended = await exit;
  if (ended.kind === 'stopped') return { kind: 'stopped' };
  const outcome = judgeExit(ended, await readTail(outputFile, TAIL_BYTES));
  if (outcome.kind === 'done') return outcome;
  const message = `the setup command ${outcome.reason.message}`;
  return { kind: 'failed', reason: { ...outcome.reason, message } };
}
