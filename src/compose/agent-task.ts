import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionOutcome, ExecutionRequest, RunProgress } from '../daemon/execution.ts';
import type { AgentAdapter } from '../executors/agents/agent.ts';
import type { RoutedFallback } from '../routing/route.ts';
import { readPushBack } from '../tasks/push-back.ts';
import type { Conversation } from '../tasks/conversation.ts';
import type { CallLedger } from '../telemetry/call-ledger.ts';
import { type AgentRunEnd, runAgent } from './agent-run.ts';
import type { MeteredCall } from './call-meter.ts';
import type { InstalledAgent } from './installed-agents.ts';
import { judgeAgentRun } from './judge-agent-run.ts';

/** One agent that is asked, and how. */
export interface AskedAgent {
  adapter: AgentAdapter;
  installed: InstalledAgent;
  model?: string;
}

/** A task in the hands of one agent, or of two that answer it side by side. */
export interface AgentTask {
  request: ExecutionRequest;
  asked: readonly AskedAgent[];
  sandbox: 'read-only' | 'workspace-write';
  effort?: string;
  prompt: string;
  promptFile: string;
  /** The conversation to go on with, if it is still there; only for one agent. */
  resume?: Conversation;
  /** Names the files of this part of the run; empty for the first. */
  part: string;
  fallback: RoutedFallback | undefined;
  failClosed: boolean;
  env: Record<string, string>;
  limits: { wallClockMs: number; noOutputMs: number; graceMs: number };
  ledger: CallLedger;
  metered: Pick<MeteredCall, 'of' | 'findHold' | 'remainingMs'>;
  onProgress(progress: RunProgress): void;
}

/** Has the task done. With two agents the work is their answers, kept side by side in `answer.md` of the run's folder. */
export async function performAgentTask(task: AgentTask): Promise<ExecutionOutcome> {
  const { asked } = task;
  const ends = await Promise.all(
    asked.map((agent, index) =>
      callOne(task, agent, asked.length === 1 ? task.part : `${task.part}-${index + 1}`),
    ),
  );
  const lost = ends[0]?.report;
  if (task.resume !== undefined && lost?.kind === 'failed' && lost.failure === 'conversation-lost') {
    const { resume: _, ...fresh } = task;
    return performAgentTask({ ...fresh, part: `${task.part}-afresh` });
  }
  const policy = {
    fallback: task.fallback,
    failClosed: task.failClosed,
  };
  if (asked.length > 1) await writeAnswers(task, ends);
  const unanswered = ends.flatMap((end, index) => {
    const outcome = judgeAgentRun(asked[index]?.adapter.name ?? '', end, policy);
    return outcome === undefined ? [] : [outcome];
  });
  const first = unanswered[0];
  if (first !== undefined) return first;
  const answer = ends.length === 1 ? ends[0]?.report.answer : undefined;
  const { pushBack } = readPushBack(answer ?? '');
  if (pushBack !== undefined) return { kind: 'asks', ...pushBack };
  return { kind: 'done', answered: task.sandbox === 'read-only' };
}

function callOne(task: AgentTask, agent: AskedAgent, suffix: string): Promise<AgentRunEnd> {
  const { request, sandbox, effort, prompt, promptFile, env, limits, ledger, metered } = task;
  return runAgent({
    adapter: agent.adapter,
    installed: agent.installed,
    request,
    prompt: task.resume === undefined ? prompt : GO_ON,
    promptFile,
    sandbox,
    suffix,
    isWork: task.asked.length === 1,
    env,
    limits,
    ledger,
    metered,
    onProgress: (progress) => task.onProgress(progress),
    ...(agent.model === undefined ? {} : { model: agent.model }),
    ...(effort === undefined ? {} : { effort }),
    ...(task.resume === undefined ? {} : { resume: task.resume }),
  });
}

/** Both answers under a heading that says who gave them; a missing one says why. */
async function writeAnswers({ asked, request }: AgentTask, ends: readonly AgentRunEnd[]): Promise<void> {
  const parts = asked.map(({ adapter, model }, index) => {
    const report = ends[index]?.report;
    const who = report?.model ?? model;
    const heading = `## ${adapter.name}${who === undefined ? '' : ` (${who})`}`;
    const body =
      report?.kind === 'answered' ? report.answer : `No answer: ${report?.message ?? 'it was not asked'}`;
    return `${heading}\n\n${body.trim()}\n`;
  });
  await writeFile(join(request.runFolder, 'answer.md'), parts.join('\n'));
}

/** What is said to an agent whose call was cut short; its conversation holds the rest. */
const GO_ON = `You were cut off before you had finished. The files are as you left them, unless the branch has moved on meanwhile.
Look at what is done, do what is left of the task as it was given, keep to its constraints, and end with the answer it asks for.
`;
