import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionRequest, RunProgress } from '../../daemon/execution.ts';
import type {
  AgentAdapter,
  AgentCall,
  AgentEvent,
  AgentOutcome,
  Sandbox,
} from '../../executors/agents/agent.ts';
import { buildAgentEnvironment } from '../../executors/agents/agent-environment.ts';
import { callAgent } from '../../executors/agents/call-agent.ts';
import { describeEvent } from '../../executors/agents/describe-event.ts';
import type { ProcessExit } from '../../executors/process-exit.ts';
import type { Conversation } from '../../tasks/conversation.ts';
import type { Reason } from '../../tasks/reason.ts';
import { addUsage, type Usage } from '../../tasks/usage.ts';
import type { InstalledAgent } from './installed-agents.ts';
import { NOT_BEGUN, type OpenCall, performBounded } from './bounded-call.ts';
import type { CallTerms } from './call-terms.ts';
import type { CallMeter } from './call-meter.ts';

/** Where a call works, what ends it, and who is told of it. */
export type CallRequest = Pick<
  ExecutionRequest,
  'runId' | 'workspace' | 'runFolder' | 'signal' | 'onStart' | 'onConversation'
>;

/** One call of an agent, for a run of a task or for a person. */
export interface AgentRun extends CallTerms {
  adapter: AgentAdapter;
  installed: InstalledAgent;
  request: CallRequest;
  prompt: string;
  promptFile: string;
  sandbox: Sandbox;
  model?: string;
  effort?: string;
  resume?: Conversation;
  /** Names the files of this call in the run's folder: no two calls of a run share them. */
  suffix: string;
  /** Whether its conversation is the one that the work goes on with. */
  isWork: boolean;
  onProgress(progress: RunProgress): void;
}

/** How the call went; `held` says why planex ended it, if it did. */
export interface AgentRunEnd {
  report: AgentOutcome;
  exit: ProcessExit;
  /** How often it used a tool, as far as it told. */
  toolUses?: number;
  held?: Reason;
}

/** Calls an agent's CLI: counts what it takes while it works, and ends it when it may take no more. */
export async function runAgent(run: AgentRun): Promise<AgentRunEnd> {
  const { adapter, request, model } = run;
  let sawWork = (): boolean => false;
  const end = await performBounded(
    {
      runId: request.runId,
      backend: adapter.name,
      ...(model === undefined ? {} : { model }),
      ledger: run.ledger,
      bounds: run.bounds,
      signal: request.signal,
      isMetered: () => sawWork(),
    },
    (open) => {
      const watch = watchEvents(run, open);
      sawWork = watch.sawWork;
      return callWatched(run, open, watch);
    },
  );
  if (end.kind === 'performed') {
    return { ...end.result, ...(end.held === undefined ? {} : { held: end.held }) };
  }
  const { message } = end.held;
  const report = { kind: 'failed', failure: 'other', message, answer: '', usage: {} } as const;
  return { report, exit: NOT_BEGUN, held: end.held };
}

async function callWatched(
  run: AgentRun,
  { meter, signal }: OpenCall,
  watch: Watch,
): Promise<Omit<AgentRunEnd, 'held'>> {
  const { adapter, request, suffix, sandbox, model, effort, resume } = run;
  const call: AgentCall = {
    prompt: run.prompt,
    promptFile: run.promptFile,
    workspace: request.workspace,
    runFolder: request.runFolder,
    sandbox,
    ...(model === undefined ? {} : { model }),
    ...(effort === undefined ? {} : { effort }),
    ...(resume === undefined ? {} : { resume }),
  };
  const { file, capabilities } = run.installed;
  const { graceMs, ...limits } = run.limits;
  const { outcome, exit } = await callAgent(adapter, capabilities, call, {
    file,
    env: buildAgentEnvironment(adapter.name, run.env),
    outputFile: join(request.runFolder, `output${suffix}.log`),
    errorFile: join(request.runFolder, `errors${suffix}.log`),
    // Two that answer side by side must not end each other's processes.
    marker: suffix === '' ? request.runId : `${request.runId}.${suffix.slice(1)}`,
    limits,
    graceMs,
    signal,
    onStart: (process) => request.onStart(process),
    onEvent: watch.onEvent,
  });
  if (outcome.answer !== '')
    await writeFile(join(request.runFolder, `answer${suffix}.md`), `${outcome.answer}\n`);
  if (outcome.conversation !== undefined && run.isWork) await request.onConversation(outcome.conversation);
  await meter.report(outcome.usage);
  if (outcome.limit !== undefined) await meter.allow(outcome.limit);
  await meter.end(describeEnd(outcome, exit, watch.sawWork()));
  return { report: outcome, exit, toolUses: watch.countToolUses() };
}

/** What is made of the events of a call. */
interface Watch {
  onEvent: (event: AgentEvent) => void;
  /** Whether the model has done anything. */
  sawWork: () => boolean;
  countToolUses: () => number;
}

function watchEvents(run: AgentRun, { meter, count }: OpenCall): Watch {
  const startedAt = new Date().toISOString();
  let conversationId: string | undefined;
  let used: Usage = {};
  let tokens: number | undefined;
  let worked = false;
  let toolUses = 0;
  let said: Pick<RunProgress, 'at' | 'message'> | undefined;
  return {
    sawWork: () => worked,
    countToolUses: () => toolUses,
    onEvent(event) {
      if (isToolUse(event)) toolUses += 1;
      if (event.kind === 'started') conversationId = event.conversationId;
      if (event.kind === 'usage') {
        used = event.usage;
        const { inputTokens, outputTokens } = used;
        if (inputTokens !== undefined || outputTokens !== undefined) {
          tokens = (inputTokens ?? 0) + (outputTokens ?? 0);
        }
        count(meter.report(used));
      }
      if (
        (event.kind === 'started' || event.kind === 'usage') &&
        conversationId !== undefined &&
        run.isWork
      ) {
        const before = run.resume?.id === conversationId ? run.resume.totals : {};
        count(run.request.onConversation({ id: conversationId, totals: addUsage(before, used) }));
      }
      // Before the model has done anything, nothing was taken that it could have failed to tell of.
      worked ||= ['says', 'runs', 'changes', 'uses', 'usage'].includes(event.kind);
      const message = describeEvent(event);
      if (message !== undefined) said = { at: new Date().toISOString(), message };
      // What a call has taken may be told after what it does: then the last that was said stands, with the new sum.
      if (said === undefined || (message === undefined && event.kind !== 'usage')) return;
      run.onProgress({ startedAt, ...said, ...(tokens === undefined ? {} : { tokens }) });
    },
  };
}

/** A command is told as it begins, and by some CLIs once more at its end. */
export function isToolUse(event: AgentEvent): boolean {
  if (event.kind === 'runs') return event.exitCode === undefined;
  return event.kind === 'changes' || event.kind === 'uses';
}

function describeEnd(
  outcome: AgentOutcome,
  exit: ProcessExit,
  metered: boolean,
): Parameters<CallMeter['end']>[0] {
  const wallMs = exit.durationMs;
  if (outcome.kind === 'answered') return { how: 'answered', wallMs, metered: true };
  if (exit.kind === 'stopped') return { how: 'stopped', wallMs, metered };
  const { failure, message, resetAt } = outcome;
  return { how: failure, wallMs, metered, message, ...(resetAt === undefined ? {} : { resetAt }) };
}
