import { fail, succeed } from '../result.ts';
import type { Task } from '../tasks/task.ts';
import type { Executor, ExecutorCommand, ExecutorRequest } from './executor.ts';
import { findProgram, locateProgram } from '../find-program.ts';
import { judgeExit } from './judge-exit.ts';

/** A command line from `.planexrc` that carries out tasks. */
export interface CustomExecutorConfig {
  /** Program and arguments; `{prompt_file}`, `{workspace}`, `{task_id}` and `{artifact}` are filled in. */
  command: string[];
  /** How the program gets the prompt: on standard input, or as a file it opens itself. */
  prompt: 'stdin' | 'file';
  env?: Record<string, string>;
}

/** What such a program is asked to do; of the task it is told the id alone. */
type CustomRequest = Omit<ExecutorRequest, 'task'> & { task: Pick<Task, 'id'> };

/** An executor that can be asked something that no task states as well. */
export interface CustomExecutor extends Executor {
  prepare(request: CustomRequest): ExecutorCommand;
}

/**
 * An executor for any command line. A program named with a slash is taken from `home`, the user's work tree, not from
 * the workspace, where a run could have replaced it.
 */
export function createCustomExecutor(
  name: string,
  config: CustomExecutorConfig,
  place: { home: string; env: NodeJS.ProcessEnv },
): CustomExecutor {
  const [program = ''] = config.command;
  const searched = { ...place.env, ...config.env };
  const file = locateProgram(program, searched, place.home);
  return {
    name,
    check: () =>
      Promise.resolve(
        findProgram(file, searched) === undefined ? fail(describeMissing(name, program)) : succeed(undefined),
      ),
    canRun: () => succeed(undefined),
    prepare: (request) => prepareCustom(config, file, request),
    judge: judgeExit,
  };
}

function describeMissing(name: string, program: string): string {
  const place = program.includes('/') ? 'does not exist or cannot be executed' : 'is not on the PATH';
  return `\`${program}\` ${place}: install it, or mend \`executors.${name}.command\` in .planexrc`;
}

function prepareCustom(config: CustomExecutorConfig, file: string, request: CustomRequest): ExecutorCommand {
  const values: Record<string, string> = {
    prompt_file: request.promptFile,
    workspace: request.workspace,
    task_id: request.task.id,
    artifact: request.artifactSnapshot,
  };
  const fillIn = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return {
    file,
    args: config.command.slice(1).map(fillIn),
    env: {
      ...config.env,
      PLANEX_TASK: request.task.id,
      PLANEX_RUN: request.runId,
      PLANEX_PROMPT_FILE: request.promptFile,
      PLANEX_ARTIFACT: request.artifactSnapshot,
      PLANEX_WORKSPACE: request.workspace,
    },
    input: config.prompt === 'stdin' ? { kind: 'text', text: request.prompt } : { kind: 'none' },
  };
}
