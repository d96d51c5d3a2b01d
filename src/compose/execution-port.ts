import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionOutcome, ExecutionPort } from '../daemon/ports.ts';
import type { Settings } from '../config/settings.ts';
import { createCustomExecutor } from '../executors/custom.ts';
import { scrubEnvironment } from '../executors/environment.ts';
import type { Executor, ExecutorRequest } from '../executors/executor.ts';
import { endTree } from '../executors/process-tree.ts';
import { runProcess } from '../executors/run-process.ts';
import { createShellExecutor } from '../executors/shell.ts';
import { readTail } from '../executors/tail.ts';
import { judgeExit } from '../executors/judge-exit.ts';
import { fail, type Result, succeed } from '../result.ts';
import { type DecisionNeeded, nameRoute, type Route } from '../routing/route.ts';
import type { Reason } from '../tasks/reason.ts';
import type { Task } from '../tasks/task.ts';
import { createRouter } from './router.ts';
import { writePrompt } from './write-prompt.ts';

const TAIL_BYTES = 4096;

/** Executors and the processes they run in, as the daemon sees them. `settings` are those in force. */
export function createExecutionPort(home: string, settings: () => Settings): ExecutionPort {
  const env = scrubEnvironment(process.env);
  const find = (name: string): Executor | undefined => {
    if (name === 'shell') return createShellExecutor(env);
    const own = Object.hasOwn(settings().executors, name) ? settings().executors[name] : undefined;
    return own && createCustomExecutor(name, own, { home, env });
  };

  const router = createRouter(settings, process.env);

  return {
    route: (task) => ({ route: router.route(task), warnings: [...router.problems] }),
    async describePrompt(task) {
      const route = router.route(task);
      if (route.kind === 'decision-needed') return undefined;
      const snapshot = '<the plan or solution as it is dispatched>';
      return writePrompt(task, route, { folder: home, snapshot, env, settings: settings() });
    },
    nameBackend: (task) => nameRoute(router.route(task)),
    checkBackend: (task) => checkBackend(task, router.route(task), settings(), find),

    async execute(request) {
      const { task, runFolder, workspace, runId } = request;
      const route = router.route(task);
      if (route.kind === 'decision-needed') return { kind: 'failed', reason: route.reason };
      const name = nameRoute(route);
      const executor = find(name);
      if (executor === undefined) return { kind: 'failed', reason: describeMissing(name, settings()) };
      const place = { folder: workspace, snapshot: request.snapshot, env, settings: settings() };
      const prompt = await writePrompt(task, route, place);
      const promptFile = join(runFolder, 'prompt.md');
      await writeFile(promptFile, prompt);
      const prepared: ExecutorRequest = {
        runId,
        task,
        workspace,
        runFolder,
        prompt,
        promptFile,
        artifactSnapshot: request.snapshot,
      };
      const command = executor.prepare(prepared);
      if (command.scriptFile !== undefined) await writeFile(command.scriptFile.path, command.scriptFile.text);

      const own = settings().executors[name];
      const outputFile = join(runFolder, 'output.log');
      const running = await runProcess({
        file: command.file,
        args: command.args,
        cwd: workspace,
        env: { ...env, ...command.env },
        input: command.input,
        outputFile,
        marker: runId,
        wallClockMs: own?.wallClockMs ?? settings().limits.wallClockMs,
        noOutputMs: own?.noOutputMs ?? settings().limits.noOutputMs,
        graceMs: settings().limits.graceMs,
        signal: request.signal,
      });
      if (running.process !== undefined) await request.onStart(running.process);
      const exit = await running.exit;
      if (exit.kind === 'stopped') return { kind: 'stopped' };
      return executor.judge(exit, await readTail(outputFile, TAIL_BYTES));
    },

    async setup({ runId, workspace, runFolder, signal }): Promise<ExecutionOutcome> {
      const { setup, limits } = settings();
      if (setup === undefined) return { kind: 'done' };
      await mkdir(runFolder, { recursive: true });
      const outputFile = join(runFolder, 'setup.log');
      const { exit } = await runProcess({
        file: 'sh',
        args: ['-e', '-c', setup],
        cwd: workspace,
        env: { ...env, CI: '1' },
        input: { kind: 'none' },
        outputFile,
        marker: runId,
        wallClockMs: limits.wallClockMs,
        noOutputMs: limits.noOutputMs,
        graceMs: limits.graceMs,
        signal,
      });
      const ended = await exit;
      if (ended.kind === 'stopped') return { kind: 'stopped' };
      const outcome = judgeExit(ended, await readTail(outputFile, TAIL_BYTES));
      if (outcome.kind === 'done') return outcome;
      return {
        kind: 'failed',
        reason: { ...outcome.reason, message: `the setup command ${outcome.reason.message}` },
      };
    },

    async sweep(runId) {
      return (await endTree({ marker: runId }, settings().limits.graceMs)).ended;
    },
  };
}

async function checkBackend(
  task: Task,
  route: Route | DecisionNeeded,
  settings: Settings,
  find: (name: string) => Executor | undefined,
): Promise<Result<void, Reason>> {
  if (route.kind === 'decision-needed') return fail(route.reason);
  const name = nameRoute(route);
  const executor = find(name);
  if (executor === undefined) return fail(describeMissing(name, settings));
  const able = executor.canRun(task);
  if (!able.ok) {
    const action =
      name === 'shell'
        ? `give the task **Commands:**, or name another backend in ${task.artifactPath}`
        : `name another backend in ${task.artifactPath}`;
    return fail({ code: 'backend-missing', message: `${name} cannot take it: ${able.failure}`, action });
  }
  const usable = await executor.check();
  return usable.ok
    ? succeed(undefined)
    : fail({
        code: 'backend-missing',
        message: `${name} cannot be used: ${usable.failure}`,
        action: 'planex doctor',
      });
}

function describeMissing(name: string, settings: Settings): Reason {
  const known = ['shell', ...Object.keys(settings.executors)].join(', ');
  return {
    code: 'backend-missing',
    message: `there is no backend "${name}" here; there are: ${known}`,
    action: `name one of them in the task, or set executors.${name} in .planexrc`,
  };
}
