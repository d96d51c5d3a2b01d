import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileSize } from '../file-size.ts';
import type { ProcessExit } from '../process-exit.ts';
import { runProcess, type RunningProcess, whileRunning } from '../run-process.ts';
import { readTail } from '../tail.ts';
import type { TimeLimits } from '../time-limits.ts';
import type {
  AgentAdapter,
  AgentCall,
  AgentCommand,
  AgentEvent,
  AgentOutcome,
  Capabilities,
} from './agent.ts';
import { followCall } from './follow-call.ts';

/** Where and within which limits a CLI runs. */
export interface CallPlace {
  /** Path of its program. */
  file: string;
  /** Its whole environment. */
  env: Record<string, string>;
  /** Takes what it says for programs, one JSON object a line. */
  outputFile: string;
  /** Takes what it says for people. */
  errorFile: string;
  /** By which its processes are found; see `ProcessSpec`. */
  marker: string;
  limits: TimeLimits;
  graceMs: number;
  signal?: AbortSignal;
  onStart?: (started: NonNullable<RunningProcess['process']>) => Promise<void>;
  onEvent?: (event: AgentEvent) => void;
}

/** How the call went, and how its process ended: a stop that was asked for shows only there. */
export interface CallEnd {
  outcome: AgentOutcome;
  exit: ProcessExit;
}

const LOOK_EVERY_MS = 200;
const ERROR_TAIL_BYTES = 64 * 1024;

/** Runs an agent's CLI to its end and tells what is seen meanwhile. */
export async function callAgent(
  adapter: AgentAdapter,
  capabilities: Capabilities,
  call: AgentCall,
  place: CallPlace,
): Promise<CallEnd> {
  const command = adapter.prepare(call, capabilities);
  await makeReady(command);
  const env = { ...command.defaults, ...place.env, ...command.env };
  const reader = adapter.createReader(call);
  const { outputFile, errorFile, signal } = place;
  const onEvent = (event: AgentEvent): void => place.onEvent?.(event);
  const traces = await followCall(adapter, call, reader, { outputFile, env }, onEvent);
  // A call that planex died in may have left its words in the same files.
  const errorsFrom = fileSize(errorFile);
  const running = await runProcess({
    ...place.limits,
    file: place.file,
    args: command.args,
    cwd: call.workspace,
    env,
    input: command.input,
    outputFile,
    errorFile,
    marker: place.marker,
    graceMs: place.graceMs,
    ...(signal === undefined ? {} : { signal }),
  });
  const exit = await whileRunning(running, async (started) => {
    await place.onStart?.(started);
    await lookUntil(running.exit, () => traces.read());
  });
  await traces.finish();
  const errorTail = await readTail(errorFile, ERROR_TAIL_BYTES, errorsFrom);
  return { outcome: reader.judge({ exit, errorTail, endedAtMs: Date.now() }), exit };
}

async function makeReady({ folders = [], files = [] }: AgentCommand): Promise<void> {
  for (const folder of folders) await mkdir(folder, { recursive: true });
  for (const { path, text, isProgram } of files) {
    await writeFile(path, text, { mode: isProgram === true ? 0o700 : 0o600 });
  }
}

async function lookUntil(exit: Promise<ProcessExit>, look: () => Promise<void>): Promise<void> {
  const ended = exit.then(() => true);
  const pause = (): Promise<boolean> => sleep(LOOK_EVERY_MS, false);
  do await look();
  while (!(await Promise.race([ended, pause()])));
}
