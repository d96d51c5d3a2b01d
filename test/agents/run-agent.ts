import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { AgentAdapter, AgentCall, AgentEvent, Capabilities } from '../../src/executors/agents/agent.ts';
import { buildAgentEnvironment } from '../../src/executors/agents/agent-environment.ts';
import { callAgent, type CallEnd } from '../../src/executors/agents/call-agent.ts';
import { sweepMarked } from '../../src/executors/process-tree.ts';
import type { TimeLimits } from '../../src/executors/time-limits.ts';
import { makeFolder } from '../support/repository.ts';

/** A CLI in a home of its own, where it finds nothing but what the test has put there. */
export interface AgentScene {
  adapter: AgentAdapter;
  capabilities: Capabilities;
  /** Path of its program. */
  file: string;
  home: string;
  env: Record<string, string>;
}

/** One call with everything that was seen of it. */
export interface SceneRun extends CallEnd {
  events: AgentEvent[];
  call: AgentCall;
  stdout: string;
  stderr: string;
}

/** A home with these files in it, and the environment that goes with it. No credential but those in `env` is there. */
export function makeAgentHome(
  files: Record<string, string>,
  env: Record<string, string>,
): { home: string; env: Record<string, string> } {
  const home = makeFolder('planex-agent-home-');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const path = `${dirname(process.execPath)}:/usr/bin:/bin`;
  return { home, env: { PATH: path, HOME: home, TMPDIR: makeFolder('planex-agent-tmp-'), ...env } };
}

/** Calls the real CLI as production does. Whatever it leaves is ended with the test. */
export async function runAgent(
  scene: AgentScene,
  change: Partial<AgentCall> = {},
  options: { limits?: TimeLimits; signal?: AbortSignal; onEvent?: (event: AgentEvent) => void } = {},
): Promise<SceneRun> {
  const runFolder = makeFolder('planex-agent-run-');
  const prompt = change.prompt ?? 'Do the work.';
  const call: AgentCall = {
    prompt,
    promptFile: join(runFolder, 'prompt.md'),
    workspace: makeFolder('planex-agent-work-'),
    runFolder,
    sandbox: 'workspace-write',
    ...change,
  };
  writeFileSync(call.promptFile, prompt);
  const [outputFile, errorFile] = [join(runFolder, 'output.jsonl'), join(runFolder, 'errors.log')];
  const marker = `test-${randomUUID()}`;
  onTestFinished(async () => void (await sweepMarked(marker, 0)));
  const events: AgentEvent[] = [];
  const end = await callAgent(scene.adapter, scene.capabilities, call, {
    file: scene.file,
    env: buildAgentEnvironment(scene.adapter.name, scene.env),
    outputFile,
    errorFile,
    marker,
    limits: { wallClockMs: 60_000, ...options.limits },
    graceMs: 5_000,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  const read = (path: string): string => readFileSync(path, 'utf8');
  return { ...end, events, call, stdout: read(outputFile), stderr: read(errorFile) };
}
