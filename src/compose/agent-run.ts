import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionRequest, RunProgress } from '../daemon/execution.ts';
import { errorMessage } from '../errors.ts';
import type {
  AgentAdapter,
  AgentCall,
  AgentEvent,
  AgentOutcome,
  Sandbox,
} from '../executors/agents/agent.ts';
import { buildAgentEnvironment } from '../executors/agents/agent-environment.ts';
import { callAgent } from '../executors/agents/call-agent.ts';
import { describeEvent } from '../executors/agents/describe-event.ts';
import type { ProcessExit } from '../executors/process-exit.ts';
import type { Conversation } from '../tasks/conversation.ts';
import type { Reason } from '../tasks/reason.ts';
import { addUsage, type Usage } from '../tasks/usage.ts';
import type { CallLedger } from '../telemetry/call-ledger.ts';
import type { InstalledAgent } from './installed-agents.ts';
import { type CallMeter, type MeteredCall, startMeter } from './call-meter.ts';

/** Where a call works, what ends it, and who is told of it. */
export type CallRequest = Pick<
  ExecutionRequest,
  'runId' | 'workspace' | 'runFolder' | 'signal' | 'onStart' | 'onConversation'
>;

/** One call of an agent, for a run of a task or for a person. */
export interface AgentRun {
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
  env: Record<string, string>;
  limits: { wallClockMs: number; noOutputMs: number; graceMs: number };
  ledger: CallLedger;
  metered: Pick<MeteredCall, 'of' | 'findHold' | 'remainingMs'>;
  onProgress(progress: RunProgress): void;
}

/** How the call went; `held` says why planex ended it, if it did. */
export interface AgentRunEnd {
  report: AgentOutcome;
  exit: ProcessExit;
  held?: Reason;
}

/** Calls an agent's CLI: counts what it takes while it works, and ends it when it may take no more. */
export async function runAgent(run: AgentRun): Promise<AgentRunEnd> {
  const { adapter, request, suffix, sandbox, model, effort, resume } = run;
  const abort = new AbortController();
  const stop = (): void => abort.abort(request.signal.reason);
  request.signal.addEventListener('abort', stop, { once: true });
  if (request.signal.aborted) stop();
  let held: Reason | undefined;
  const meter = await startMeter(run.ledger, {
    runId: request.runId,
    backend: adapter.name,
    ...(model === undefined ? {} : { model }),
    ...run.metered,
    onHold(reason) {
      held = reason;
      abort.abort('budget');
    },
  });
  // What cannot be counted must not go on.
  const give = (counting: Promise<void>): void =>
    void counting.catch((error: unknown) => {
      held ??= {
        code: 'internal',
        message: `what ${adapter.name} takes could not be counted: ${errorMessage(error)}`,
      };
      abort.abort('budget');
    });
  const watch = watchEvents(run, meter, give);
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
  try {
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
      signal: abort.signal,
      onStart: (process) => request.onStart(process),
      onEvent: watch.onEvent,
    });
    if (outcome.answer !== '')
      await writeFile(join(request.runFolder, `answer${suffix}.md`), `${outcome.answer}\n`);
    if (outcome.conversation !== undefined && run.isWork) await request.onConversation(outcome.conversation);
    await meter.report(outcome.usage);
    if (outcome.limit !== undefined) await meter.allow(outcome.limit);
    await meter.end(describeEnd(outcome, exit, watch.sawWork()));
    return { report: outcome, exit, ...(held === undefined ? {} : { held }) };
  } catch (error) {
    await meter.end({ how: 'lost', wallMs: 0, metered: watch.sawWork() });
    throw error;
  } finally {
    request.signal.removeEventListener('abort', stop);
  }
}

function watchEvents(
  run: AgentRun,
  meter: CallMeter,
  give: (counting: Promise<void>) => void,
): { onEvent: (event: AgentEvent) => void; sawWork: () => boolean } {
  const startedAt = new Date().toISOString();
  let conversationId: string | undefined;
  let used: Usage = {};
  let tokens: number | undefined;
  let worked = false;
  return {
    sawWork: () => worked,
    onEvent(event) {
      if (event.kind === 'started') conversationId = event.conversationId;
      if (event.kind === 'usage') {
        used = event.usage;
        const { inputTokens, outputTokens } = used;
        if (inputTokens !== undefined || outputTokens !== undefined) {
          tokens = (inputTokens ?? 0) + (outputTokens ?? 0);
        }
        give(meter.report(used));
      }
      if (
        (event.kind === 'started' || event.kind === 'usage') &&
        conversationId !== undefined &&
        run.isWork
      ) {
        const before = run.resume?.id === conversationId ? run.resume.totals : {};
        give(run.request.onConversation({ id: conversationId, totals: addUsage(before, used) }));
      }
      // Before the model has done anything, nothing was taken that it could have failed to tell of.
      worked ||= ['says', 'runs', 'changes', 'uses', 'usage'].includes(event.kind);
      const message = describeEvent(event);
      if (message === undefined) return;
      const at = new Date().toISOString();
      run.onProgress({ startedAt, at, message, ...(tokens === undefined ? {} : { tokens }) });
    },
  };
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
