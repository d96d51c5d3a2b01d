import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlanTask, writePlan } from './plan.ts';
import { isRunning } from './program.ts';
import { makeFolder, type TestRepository } from './repository.ts';

const PROGRAMS = join(import.meta.dirname, '../fixtures/programs');

/** What the tests know of an executor that misbehaves. */
export interface TestAgent {
  /** Pids of processes that it noted and that still run. */
  running(): number[];
  /** Folder of its own, for signs that it leaves. */
  folder: string;
}

/** Limits and the like of `.planexrc`, beside the command. */
export interface AgentOptions {
  wallClock?: string;
  noOutput?: string;
  prompt?: 'stdin' | 'file';
  command?: readonly string[];
}

/**
 * Sets `agent` up as a backend: it writes work.txt and then turns into the program of test/fixtures/programs, or runs the
 * shell script given. `$SIGNS` names its own folder.
 */
export function useAgent(
  repository: TestRepository,
  behaviour: { program: string } | { script: string } | { nothingBut: string },
  options: AgentOptions = {},
): TestAgent {
  const folder = makeFolder('planex-agent-');
  const { command = commandOf(behaviour), ...limits } = options;
  const env = { PIDS: join(folder, 'pids'), SIGNS: folder };
  const agent = { command, prompt: 'file', env, ...limits };
  repository.write(
    '.planexrc',
    JSON.stringify({ backend: 'agent', executors: { agent }, limits: { grace: '500ms' } }),
  );
  return {
    folder,
    running() {
      const pids = join(folder, 'pids');
      const noted = existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n').map(Number) : [];
      return noted.filter(isRunning);
    },
  };
}

/** Writes the plan of one task for the agent and returns the id of the task and the path of the plan. */
export function writeAgentTask(
  repository: TestRepository,
  task: PlanTask = {},
): { id: string; path: string } {
  const { ids, path } = writePlan(repository, 'mine', [{ title: 'Work', ...task }]);
  return { id: ids[0] ?? '', path };
}

function commandOf(behaviour: { program: string } | { script: string } | { nothingBut: string }): string[] {
  if ('script' in behaviour) return ['bash', '-ec', behaviour.script];
  const name = 'program' in behaviour ? behaviour.program : behaviour.nothingBut;
  const program = [name.endsWith('.mjs') ? 'node' : 'sh', join(PROGRAMS, name)];
  return 'program' in behaviour
    ? ['sh', '-c', 'echo work > work.txt; exec "$@"', 'agent', ...program]
    : program;
}
