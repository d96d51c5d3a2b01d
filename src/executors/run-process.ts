import { closeSync, openSync } from 'node:fs';
import { errorMessage } from '../errors.ts';
import { faultPoint } from '../fault-point.ts';
import { markInstant } from '../mark-instant.ts';
import { readProcessStart } from '../process-identity.ts';
import { sumOfSizes } from './file-size.ts';
import type { ProcessEnd, ProcessExit } from './process-exit.ts';
import { openInput, type ProcessInput } from './process-input.ts';
import { endTree, MARKER_VARIABLE } from './process-tree.ts';
import { watchTimeLimits, type TimeLimits } from './time-limits.ts';

/** A process to run. */
export interface ProcessSpec extends TimeLimits {
  /** A path, or a name to be found on the PATH of `env`. */
  file: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>;
  input: ProcessInput;
  /** Standard output and standard error are appended to this file, in the order in which they come. */
  outputFile: string;
  /** Takes standard error instead, where only the program itself may speak on standard output. */
  errorFile?: string;
  /** Value of PLANEX_RUN in the environment of the process, by which its descendants are found. */
  marker: string;
  /** Milliseconds from TERM to KILL. */
  graceMs: number;
  /** Stops the process when it fires. */
  signal?: AbortSignal;
}

/** A process on its way. `process` is undefined when it could not be started; `exit` then says why. */
export interface RunningProcess {
  process: { pid: number; startTime: string } | undefined;
  /** Never rejects. */
  exit: Promise<ProcessExit>;
  /** Stops it now, as the signal of its spec does. */
  stop(): void;
}

/*
 *             ┌ exit ───────────────┐
 *  running ──▶├ wall-clock limit    ├─▶ ending its tree (TERM, grace, KILL) ─▶ exit resolves
 *             ├ no-output limit     │   whatever happens from here on
 *             └ abort signal ───────┘   no longer changes the cause
 */

/**
 * Starts a process in a session of its own and resolves as soon as it runs. Its result is taken when the process itself
 * ends, even if a descendant still holds its output; however it ended, all of its descendants are ended before `exit` resolves.
 */
export async function runProcess(spec: ProcessSpec): Promise<RunningProcess> {
  const { execa } = await loadProcessLibrary();
  if (spec.signal?.aborted) return notRunning({ kind: 'stopped' });
  const started = await startChild(execa, spec);
  if ('message' in started) return notRunning({ kind: 'not-started', message: started.message });

  faultPoint('run-process:started');
  markInstant('process:started');
  const { pid, ended } = started;
  const startedAt = performance.now();
  let stop: () => void = () => undefined;
  const stopped = new Promise<ProcessEnd>((resolve) => {
    stop = () => resolve({ kind: 'stopped' });
  });
  const startTime = readProcessStart(pid);
  // Parts of the run that came before have been ended with all that was theirs.
  const own = { leader: pid, marker: spec.marker, ...(startTime !== undefined && { firstStart: startTime }) };
  return {
    process: { pid, startTime: startTime ?? '' },
    stop,
    exit: firstCause(spec, Promise.race([ended, stopped])).then(async (end) => {
      faultPoint('run-process:ended');
      const durationMs = Math.round(performance.now() - startedAt);
      const tree = await endTree(own, spec.graceMs);
      return { ...end, durationMs, leftovers: tree.ended, survivors: tree.survivors };
    }),
  };
}

/**
 * Does something for as long as a process runs, and waits for its end. Where that throws, nobody would see to the process
 * any more: it is ended with all that is its own before the error is thrown on.
 */
export async function whileRunning(
  running: RunningProcess,
  perform: (started: NonNullable<RunningProcess['process']>) => Promise<void>,
): Promise<ProcessExit> {
  try {
    if (running.process !== undefined) await perform(running.process);
  } catch (error) {
    running.stop();
    await running.exit;
    throw error;
  }
  return running.exit;
}

/**
 * Loads what starting processes needs: not with this file, since most commands start none. A daemon calls it when it
 * begins, because an upgrade may replace the files under it.
 */
export function loadProcessLibrary(): Promise<typeof import('execa')> {
  return import('execa');
}

function notRunning(end: ProcessEnd): RunningProcess {
  const exit: ProcessExit = { ...end, durationMs: 0, leftovers: 0, survivors: 0 };
  return { process: undefined, exit: Promise.resolve(exit), stop: () => undefined };
}

interface StartedChild {
  pid: number;
  ended: Promise<ProcessEnd>;
}

async function startChild(
  execa: Awaited<ReturnType<typeof loadProcessLibrary>>['execa'],
  spec: ProcessSpec,
): Promise<StartedChild | { message: string }> {
  const open: number[] = [];
  try {
    const output = openSync(spec.outputFile, 'a', 0o600);
    open.push(output);
    const errors = spec.errorFile === undefined ? output : openSync(spec.errorFile, 'a', 0o600);
    open.push(errors);
    const input = openInput(spec.input, spec.outputFile);
    open.push(input);
    const child = execa(spec.file, spec.args, {
      cwd: spec.cwd,
      env: { ...spec.env, [MARKER_VARIABLE]: spec.marker },
      extendEnv: false,
      // File descriptors, not pipes: no buffer to fill, nothing to wait for, and the output outlives planex.
      stdin: asDescriptor(input),
      stdout: asDescriptor(output),
      stderr: asDescriptor(errors),
      buffer: false,
      // A session of its own, so that one signal reaches the group; its end is ours to see to.
      detached: true,
      cleanup: false,
      reject: false,
    });
    const ended = new Promise<ProcessEnd>((resolve) => {
      child.once('exit', (code, signal) =>
        resolve(signal === null ? { kind: 'exited', code: code ?? -1 } : { kind: 'signalled', signal }),
      );
    });
    if (child.pid !== undefined) return { pid: child.pid, ended };
    const failed = await child;
    return { message: failed.originalMessage ?? failed.shortMessage ?? `${spec.file} could not be started` };
  } catch (error) {
    return { message: errorMessage(error) };
  } finally {
    for (const descriptor of new Set(open)) closeSync(descriptor);
  }
}

/** execa takes any file descriptor, but its types list only those from 3 to 9. */
function asDescriptor(descriptor: number): 3 {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return descriptor as 3;
}

function firstCause(spec: ProcessSpec, ended: Promise<ProcessEnd>): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const settle = (end: ProcessEnd): void => {
      unwatch();
      spec.signal?.removeEventListener('abort', stop);
      resolve(end);
    };
    const stop = (): void => settle({ kind: 'stopped' });
    const outputs = [spec.outputFile, ...(spec.errorFile === undefined ? [] : [spec.errorFile])];
    const unwatch = watchTimeLimits(
      spec,
      () => sumOfSizes(outputs),
      ({ limit, afterMs }) => settle({ kind: 'timed-out', limit, afterMs }),
    );
    spec.signal?.addEventListener('abort', stop, { once: true });
    void ended.then(settle);
  });
}
