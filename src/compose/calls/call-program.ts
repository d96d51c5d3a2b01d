import type { ExecutionOutcome, ExecutionRequest } from '../../daemon/execution.ts';
import type { Executor, ExecutorCommand } from '../../executors/executor.ts';
import type { ProcessExit } from '../../executors/process-exit.ts';
import { runProcess, whileRunning } from '../../executors/run-process.ts';
import { readTail } from '../../executors/tail.ts';
import { NOT_BEGUN, performBounded } from './bounded-call.ts';
import type { CallTerms } from './call-terms.ts';

const TAIL_BYTES = 4096;

/** One call of a program that uses no model that planex knows of. */
export interface ProgramCall extends CallTerms {
  executor: Pick<Executor, 'name' | 'judge'>;
  command: ExecutorCommand;
  request: Pick<ExecutionRequest, 'runId' | 'workspace' | 'signal' | 'onStart'>;
  outputFile: string;
  /** Takes standard error, where it is to be kept apart from the output. */
  errorFile?: string;
}

/** How the program ended, and what that came to. */
export interface ProgramEnd {
  outcome: Extract<ExecutionOutcome, { kind: 'done' | 'failed' | 'stopped' | 'over-budget' }>;
  exit: ProcessExit;
}

/** Calls the program; its calls and its time count against the caps, tokens it has none. */
export async function callProgram(call: ProgramCall): Promise<ProgramEnd> {
  const { executor, command, request, outputFile, errorFile } = call;
  const { runId, workspace } = request;
  const bounded = { ...call, runId, backend: executor.name, signal: request.signal, isMetered: () => false };
  const end = await performBounded(bounded, async ({ meter, signal }): Promise<ProgramEnd> => {
    const running = await runProcess({
      file: command.file,
      args: command.args,
      cwd: workspace,
      env: { ...call.env, ...command.env },
      input: command.input,
      outputFile,
      ...(errorFile === undefined ? {} : { errorFile }),
      marker: runId,
      ...call.limits,
      signal,
    });
    const exit = await whileRunning(running, (started) => request.onStart(started));
    const errors = errorFile === undefined ? '' : await readTail(errorFile, TAIL_BYTES);
    const outcome = executor.judge(exit, errors === '' ? await readTail(outputFile, TAIL_BYTES) : errors);
    const how = exit.kind === 'stopped' ? 'stopped' : outcome.kind === 'done' ? 'answered' : 'other';
    await meter.end({ how, wallMs: exit.durationMs, metered: false });
    return { outcome: exit.kind === 'stopped' ? { kind: 'stopped' } : outcome, exit };
  });
  if (end.kind === 'refused') return { outcome: { kind: 'over-budget', reason: end.held }, exit: NOT_BEGUN };
  const { outcome, exit } = end.result;
  if (exit.kind !== 'stopped' || end.held === undefined) return { outcome, exit };
  return { outcome: { kind: 'over-budget', reason: end.held }, exit };
}
