import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentAdapter, AgentCall, AgentEvent, AgentOutcome } from '../../src/executors/agents/agent.ts';
import type { ProcessExit } from '../../src/executors/process-exit.ts';

/** A recorded run of a real CLI, as planex would have read it. */
export interface AgentRecording {
  lines: string[];
  /** What the call added to the CLI's own record of the conversation, for one that has such a record. */
  transcript?: string[];
  errorTail: string;
  exit: ProcessExit;
}

/** When every recorded run has ended, as far as the tests are concerned. */
export const RECORDED_AT = Date.UTC(2026, 10, 21, 3);

export function readRecording(path: string): AgentRecording {
  const read = (file: string): string => readFileSync(findRecording(join(path, file)), 'utf8');
  return {
    lines: read('stdout').split('\n'),
    transcript: existsSync(findRecording(join(path, 'transcript'))) ? read('transcript').split('\n') : [],
    errorTail: read('stderr'),
    exit: JSON.parse(read('exit.json')),
  };
}

/** What the CLI printed when it was asked for its version and its options. */
export function readProbes(agent: string): string[] {
  return ['version', 'help'].map((file) => readFileSync(findRecording(join(agent, 'probes', file)), 'utf8'));
}

export function makeAgentCall(change: Partial<AgentCall> = {}): AgentCall {
  return {
    prompt: 'Do the work.',
    promptFile: '/run/prompt.md',
    workspace: '/workspace',
    runFolder: '/run',
    sandbox: 'workspace-write',
    ...change,
  };
}

/** Lets an adapter read a recording. */
export function replay(
  adapter: AgentAdapter,
  { lines, transcript = [], errorTail, exit }: AgentRecording,
  change: Partial<AgentCall> = {},
): { events: AgentEvent[]; outcome: AgentOutcome } {
  const reader = adapter.createReader(makeAgentCall(change));
  const events = lines.flatMap((line) => reader.push(line));
  events.push(...transcript.flatMap((line) => reader.pushTranscript?.(line) ?? []));
  return { events, outcome: reader.judge({ exit, errorTail, endedAtMs: RECORDED_AT }) };
}

function findRecording(path: string): string {
  return join(import.meta.dirname, '../fixtures/agents', path);
}
