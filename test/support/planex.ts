import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject, onTestFinished } from 'vitest';
import type { StatusView, TaskView } from '../../src/daemon/look/status-view.ts';
import type { PlanexEvent } from '../../src/tasks/event.ts';
import { PATIENCE_MS } from './patience.ts';
import { isRunning, waitUntil } from './program.ts';

/** Marks every process that a command of planex in a repository leads to; what planex scrubs does not include it. */
const MARK = 'TEST_REPOSITORY';

/** A repository, a linked work tree, or a folder in one of them. */
export type Place = { path: string } | string;

export interface PlanexResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `planex <args>` in a folder and resolves when it has ended, whatever its exit code. */
export function planex(
  place: Place,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; input?: string } = {},
): Promise<PlanexResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(inject('planexBundle'), 'planex.js'), ...args], {
      cwd: pathOf(place),
      env: planexEnvironment(place, options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => undefined).end(options.input ?? '');
    child.once('error', reject);
    onTestFinished(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'close');
    });
    child.once('close', (code, signal) =>
      resolve({ code: code ?? 128, stdout, stderr: stderr + (signal ?? '') }),
    );
  });
}

/** Runs a command that has to succeed; returns what it printed. */
export async function planexOk(place: Place, ...args: string[]): Promise<string> {
  const result = await planex(place, args);
  if (result.code === 0) return result.stdout;
  throw new Error(`planex ${args.join(' ')} exited with ${result.code}\n${result.stdout}\n${result.stderr}`);
}

/** Does all that can be done now; the exit code, and the status at the end. */
export async function settle(place: Place): Promise<{ code: number; status: StatusView }> {
  const { code, stdout, stderr } = await planex(place, ['once', '--json']);
  if (stdout === '') throw new Error(`planex once exited with ${code}\n${stderr}`);
  const status: StatusView = JSON.parse(stdout);
  return { code, status };
}

/** Status, and reason where there is one, of each task in order: `waiting: draft`, `done`. */
export function standings(status: StatusView): string[] {
  return status.tasks.map((task) =>
    task.reason === undefined ? task.status : `${task.status}: ${task.reason.code}`,
  );
}

/** The environment that planex gets here: that of the test, less what belongs to the test runner. */
export function planexEnvironment(place: Place, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TINYPOOL|NODE_ENV$|NODE_OPTIONS$|DEV$|PROD$|MODE$|TEST$|FORCE_COLOR$)/.test(name),
  );
  return { ...Object.fromEntries(env), NO_COLOR: '1', [MARK]: pathOf(place), ...more };
}

/**
 * Starts the daemon of a repository. When the test ends, however it does, the daemon is stopped and the test fails if
 * a process of it or its lock is left.
 */
export async function startDaemon(place: Place, options: { env?: NodeJS.ProcessEnv } = {}): Promise<number> {
  const result = await planex(place, ['start'], options);
  onTestFinished(async () => {
    await planex(place, ['stop', '--now']);
    await expectNothingLeft(place);
  });
  if (result.code !== 0) throw new Error(`planex start: ${result.stdout}\n${result.stderr}`);
  const { daemon } = await readStatus(place);
  if (daemon.pid === undefined) throw new Error('planex start left no daemon');
  return daemon.pid;
}

/**
 * Kills a daemon and resolves when it is gone; what it started may live on. Until then the next one would find it alive,
 * and leave the work to it.
 */
export async function killDaemon(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await waitUntil(() => !isRunning(pid), 'the daemon is gone');
}

/** Resolves once the records of all runs say which process carries them out: until then nothing can be known of it. */
export async function waitForProcesses(place: Place): Promise<void> {
  const runs = join(recordsFolder(place), 'runs');
  const isKnown = (run: string): boolean =>
    JSON.parse(readFileSync(join(runs, run, 'run.json'), 'utf8')).process !== undefined;
  await waitUntil(() => existsSync(runs) && readdirSync(runs).every(isKnown), 'the processes are on record');
}

/** What `status --json` says. */
export async function readStatus(place: Place): Promise<StatusView> {
  const status: StatusView = JSON.parse(await planexOk(place, 'status', '--json'));
  return status;
}

/** One task of a status, found by the end of its id. Throws when it is not there. */
export function taskOf(status: StatusView, idEnd: string): TaskView {
  const task = status.tasks.find((one) => one.id.endsWith(idEnd));
  if (task === undefined) {
    throw new Error(`no task ${idEnd} among ${status.tasks.map((one) => one.id).join(', ') || 'none'}`);
  }
  return task;
}

/** Resolves to the first status that `predicate` accepts. It is read again whenever the event log grows, and now and then. */
export async function waitForStatus(
  place: Place,
  predicate: (status: StatusView) => boolean,
  deadlineMs = PATIENCE_MS,
): Promise<StatusView> {
  const endsAt = performance.now() + deadlineMs;
  for (;;) {
    const size = eventLogSize(place);
    const status = await readStatus(place);
    if (predicate(status)) return status;
    if (performance.now() > endsAt) {
      throw new Error(`not within ${deadlineMs} ms; the last status was ${JSON.stringify(status, null, 2)}`);
    }
    // Not every change of a status is an event, so a quiet log is looked at as well.
    const lookAgainAt = performance.now() + 500;
    while (eventLogSize(place) === size && performance.now() < lookAgainAt) await sleep(20);
  }
}

/** Events of the log so far, oldest first. */
export function readEventLog(place: Place): PlanexEvent[] {
  const file = join(recordsFolder(place), 'events.jsonl');
  if (!existsSync(file)) return [];
  // What stands after the last line end is a line that is just being written.
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  // An empty line keeps one that a broken disk cut off from the next.
  const lines = whole.filter((line) => line !== '');
  return lines.map((line): PlanexEvent => JSON.parse(line));
}

/** Where planex keeps its records of this repository. */
export function recordsFolder(place: Place): string {
  const cwd = pathOf(place);
  const common = execFileSync('git', ['rev-parse', '--path-format=absolute', '--git-common-dir'], {
    cwd,
    encoding: 'utf8',
  });
  return join(common.trimEnd(), 'planex');
}

/** Pids of living processes that a command of planex in this place has led to. */
export function findProcesses(place: Place): number[] {
  if (process.platform !== 'linux') return [];
  const entry = `\0${MARK}=${pathOf(place)}\0`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => `\0${readOrNothing(`/proc/${pid}/environ`)}`.includes(entry))
    .map(Number);
}

/** Fails when a process of planex in this place, or its lock, is still there after a moment to go. */
export async function expectNothingLeft(place: Place): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS;
  while (findProcesses(place).length > 0) {
    if (performance.now() > endsAt) {
      const left = findProcesses(place);
      const names = left.map(
        (pid) => `${pid} ${readOrNothing(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`,
      );
      for (const pid of left) process.kill(pid, 'SIGKILL');
      throw new Error(`processes are left:\n${names.join('\n')}`);
    }
    await sleep(20);
  }
  const lock = join(recordsFolder(place), 'daemon.lock');
  if (existsSync(lock)) throw new Error(`the lock is left: ${readOrNothing(lock)}`);
}

function eventLogSize(place: Place): number {
  return statSync(join(recordsFolder(place), 'events.jsonl'), { throwIfNoEntry: false })?.size ?? 0;
}

function pathOf(place: Place): string {
  return realpathSync(typeof place === 'string' ? place : place.path);
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
