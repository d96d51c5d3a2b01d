import { writeFileSync } from 'node:fs';
import type { Executor, ExecutorOutcome, ExecutorRequest } from '../../src/executors/executor.ts';
import { runProcess } from '../../src/executors/run-process.ts';
import { readTail } from '../../src/executors/tail.ts';
import { useProgram } from './program.ts';

/** Carries a request out as a run does; returns the verdict and everything that was printed. */
export async function runExecutor(
  executor: Executor,
  request: ExecutorRequest,
): Promise<{ outcome: ExecutorOutcome; output: string }> {
  const command = executor.prepare(request);
  if (command.scriptFile) writeFileSync(command.scriptFile.path, command.scriptFile.text);
  const program = useProgram('', {
    file: command.file,
    args: command.args,
    cwd: request.workspace,
    env: { PATH: process.env['PATH'] ?? '', ...command.env },
    input: command.input,
  });
  const { exit } = await runProcess(program.spec);
  const outcome = executor.judge(await exit, await readTail(program.spec.outputFile, 4_096));
  return { outcome, output: program.output() };
}
