import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionOutcome, ExecutionRequest } from '../daemon/execution.ts';
import type { Executor } from '../executors/executor.ts';
import type { ProcessExit } from '../executors/process-exit.ts';
import { runProcess } from '../executors/run-process.ts';
import { readTail } from '../executors/tail.ts';
import type { CallLedger } from '../telemetry/call-ledger.ts';
import { NOT_BEGUN, performBounded } from './bounded-call.ts';
import type { Bounds } from './bounds.ts';

const TAIL_BYTES = 4096;

/** One run of a program that uses no model that planex knows of: the shell, or a command of the user's own. */
export interface ProgramRun {
  executor: Executor;
  request: ExecutionRequest;
  prompt: string;
  promptFile: string;
  /** Names the output of this part of the run; empty for the first. */
  part: string;
  env: Record<string, string>;
  limits: { wallClockMs: number; noOutputMs: number; graceMs: number };
  ledger: CallLedger;
  bounds: Bounds;
}

/** How the program ended, and what that came to. */
export interface ProgramRunEnd {
  outcome: ExecutionOutcome;
  exit: ProcessExit;
}

/** Runs the program; its calls and its time count against the caps, tokens it has none. */
export async function runProgram(run: ProgramRun): Promise<ProgramRunEnd> {
  const { executor, request, prompt, promptFile, part } = run;
  const { task, runFolder, workspace, runId } = request;
  const command = executor.prepare({
    runId,
    task,
    workspace,
    runFolder,
    prompt,
    promptFile,
    artifactSnapshot: request.snapshot,
  });
  if (command.scriptFile !== undefined) await writeFile(command.scriptFile.path, command.scriptFile.text);

  const outputFile = join(runFolder, `output${part}.log`);
  const bounded = { ...run, runId, backend: executor.name, signal: request.signal, isMetered: () => false };
  const end = await performBounded(bounded, async ({ meter, signal }): Promise<ProgramRunEnd> => {
    const running = await runProcess({
      file: command.file,
      args: command.args,
      cwd: workspace,
      env: { ...run.env, ...command.env },
      input: command.input,
      outputFile,
      marker: runId,
      ...run.limits,
      signal,
    });
    if (running.process !== undefined) await request.onStart(running.process);
    const exit = await running.exit;
    const outcome = executor.judge(exit, await readTail(outputFile, TAIL_BYTES));
    const how = exit.kind === 'stopped' ? 'stopped' : outcome.kind === 'done' ? 'answered' : 'other';
    await meter.end({ how, wallMs: exit.durationMs, metered: false });
    return { outcome: exit.kind === 'stopped' ? { kind: 'stopped' } : outcome, exit };
  });
  if (end.kind === 'refused') return { outcome: { kind: 'over-budget', reason: end.held }, exit: NOT_BEGUN };
  const { outcome, exit } = end.result;
  if (exit.kind !== 'stopped' || end.held === undefined) return { outcome, exit };
  return { outcome: { kind: 'over-budget', reason: end.held }, exit };
}
