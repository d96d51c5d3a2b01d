import { join } from 'node:path';
import type { Script } from '../artifacts/artifact.ts';
import { fail, type Result, succeed } from '../result.ts';
import type { Task } from '../tasks/task.ts';
import type { Executor, ExecutorCommand, ExecutorOutcome, ExecutorRequest } from './executor.ts';
import { findProgram } from '../find-program.ts';
import { judgeExit } from './judge-exit.ts';
import type { ProcessExit } from './process-exit.ts';

/** The executor `shell`: the task's own commands are the work. `env` tells which shells there are. */
export function createShellExecutor(env: NodeJS.ProcessEnv): Executor {
  return {
    name: 'shell',
    check: () =>
      Promise.resolve(
        findProgram('sh', env) === undefined ? fail('there is no `sh` on the PATH') : succeed(undefined),
      ),
    canRun,
    prepare: (request) => prepareShell(request, () => findProgram('bash', env) !== undefined),
    judge: judgeShell,
  };
}

function canRun(task: Task): Result<void, string> {
  if (task.commands.some((script) => script.text.trim() !== '')) return succeed(undefined);
  return fail('the task has no commands, and for backend `shell` the commands are the work');
}

function prepareShell(request: ExecutorRequest, hasBash: () => boolean): ExecutorCommand {
  const { task, runFolder } = request;
  const commands = task.commands.filter((script) => script.text.trim() !== '');
  // A fence marked `zsh` is more often right in bash than in sh.
  const wantsBash = commands.some((script) => script.shell === 'bash' || script.shell === 'zsh');
  const path = join(runFolder, 'commands.sh');
  return {
    file: wantsBash && hasBash() ? 'bash' : 'sh',
    args: [path],
    env: { PLANEX_TASK: task.id, PLANEX_ARTIFACT: request.artifactSnapshot },
    input: { kind: 'none' },
    scriptFile: { path, text: writeSession(commands) },
  };
}

/**
 * One session for all commands, so that `cd` and variables carry over. Each command goes through `eval`, so that a
 * missing quote or `fi` stays the mistake of that command; `set -e` stands before each, because a command may have
 * switched it off. Leaving early with status 0 is a failure: commands that never ran are not done.
 */
function writeSession(commands: Script[]): string {
  const count = commands.length;
  const head = `planex_at=0
planex_leave() {
  planex_status=$?
  if [ "$planex_status" -ne 0 ]; then
    printf '\\nplanex: command %s of ${count} failed with exit status %s: %s\\n' "$planex_at" "$planex_status" "$planex_command"
  elif [ "$planex_at" -lt ${count} ]; then
    printf '\\nplanex: command %s of ${count} left the shell before the next could run: %s\\n' "$planex_at" "$planex_command"
    exit 1
  fi
}
trap planex_leave EXIT
`;
  const body = commands.map(({ text }, index) => {
    const lines = text.replace(/\r\n/g, '\n').replace(/\n+$/, '');
    const [first = '', ...others] = lines.split('\n');
    const shown = [`$ ${first}`, ...others.map((line) => `> ${line}`)].map(quote).join(' ');
    return `
planex_at=${index + 1}
planex_command=${quote(first)}
printf '%s\\n' ${shown}
set -e
eval ${quote(lines)}
planex_status=$?
[ "$planex_status" -eq 0 ] || exit "$planex_status"
`;
  });
  return head + body.join('');
}

/** One word for the shell that stands for exactly this text. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const LAST_WORDS = /^planex: (command \d+ of \d+ (?:failed with exit status|left the shell) .*)$/gm;

function judgeShell(exit: ProcessExit, outputTail: string): ExecutorOutcome {
  const outcome = judgeExit(exit, outputTail);
  const lastWords = [...outputTail.matchAll(LAST_WORDS)].at(-1)?.[1];
  if (outcome.kind === 'done' || exit.kind !== 'exited' || lastWords === undefined) return outcome;
  return { kind: 'failed', reason: { code: 'internal', message: lastWords } };
}
