import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionOutcome, ExecutionRequest } from '../daemon/execution.ts';
import type { Executor } from '../executors/executor.ts';
import type { ProcessExit } from '../executors/process-exit.ts';
import { runProcess } from '../executors/run-process.ts';
import { readTail } from '../executors/tail.ts';
import type { Reason } from '../tasks/reason.ts';
import type { CallLedger } from '../telemetry/call-ledger.ts';
import { type MeteredCall, startMeter } from './call-meter.ts';

const TAIL_BYTES = 4096;

/** One run of a program that uses no model that planex knows of: the shell, or a command of the user's own. */
export interface ProgramRun {
  executor: Executor;
  request: ExecutionRequest;
  prompt: string;
  promptFile: string;
  env: Record<string, string>;
  limits: { wallClockMs: number; noOutputMs: number; graceMs: number };
  ledger: CallLedger;
  metered: Pick<MeteredCall, 'of' | 'findHold' | 'remainingMs'>;
}

/** How the program ended, and what that came to. */
export interface ProgramRunEnd {
  outcome: ExecutionOutcome;
  exit: ProcessExit;
}

/** Runs the program; its calls and its time count against the caps, tokens it has none. */
export async function runProgram(run: ProgramRun): Promise<ProgramRunEnd> {
  const { executor, request, prompt, promptFile } = run;
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

  const abort = new AbortController();
  const stop = (): void => abort.abort(request.signal.reason);
  request.signal.addEventListener('abort', stop, { once: true });
  if (request.signal.aborted) stop();
  let held: Reason | undefined;
  const meter = await startMeter(run.ledger, {
    runId,
    backend: executor.name,
    ...run.metered,
    onHold(reason) {
      held = reason;
      abort.abort();
    },
  });
  const outputFile = join(runFolder, 'output.log');
  try {
    const running = await runProcess({
      file: command.file,
      args: command.args,
      cwd: workspace,
      env: { ...run.env, ...command.env },
      input: command.input,
      outputFile,
      marker: runId,
      ...run.limits,
      signal: abort.signal,
    });
    if (running.process !== undefined) await request.onStart(running.process);
    const exit = await running.exit;
    const outcome = executor.judge(exit, await readTail(outputFile, TAIL_BYTES));
    const how = exit.kind === 'stopped' ? 'stopped' : outcome.kind === 'done' ? 'answered' : 'other';
    await meter.end({ how, wallMs: exit.durationMs, metered: false });
    if (exit.kind !== 'stopped') return { outcome, exit };
    return {
      outcome: held === undefined ? { kind: 'stopped' } : { kind: 'over-budget', reason: held },
      exit,
    };
  } catch (error) {
    await meter.end({ how: 'lost', wallMs: 0, metered: false });
    throw error;
  } finally {
    request.signal.removeEventListener('abort', stop);
  }
}
