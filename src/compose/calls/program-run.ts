import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionRequest } from '../../daemon/execution.ts';
import type { Executor } from '../../executors/executor.ts';
import { callProgram, type ProgramEnd } from './call-program.ts';
import type { CallTerms } from './call-terms.ts';

/** One run of a program that uses no model that planex knows of: the shell, or a command of the user's own. */
export interface ProgramRun extends CallTerms {
  executor: Executor;
  request: ExecutionRequest;
  prompt: string;
  promptFile: string;
  /** Names the output of this part of the run; empty for the first. */
  part: string;
}

/** Has the program carry out its task. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { executor, request, prompt, promptFile, part, env, limits, ledger, bounds } = run;
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
  return callProgram({ executor, command, request, outputFile, env, limits, ledger, bounds });
}
