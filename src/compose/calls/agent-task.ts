import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionOutcome, ExecutionRequest, RunProgress } from '../../daemon/execution.ts';
import type { AgentAdapter } from '../../executors/agents/agent.ts';
import type { Answered } from '../../executors/prompt.ts';
import type { RoutedFallback } from '../../routing/route.ts';
import type { Conversation } from '../../tasks/conversation.ts';
import { type AgentRunEnd, runAgent } from './agent-run.ts';
import type { CallTerms } from './call-terms.ts';
import type { InstalledAgent } from './installed-agents.ts';
import { judgeAgentRun } from './judge-agent-run.ts';
import { readAnswer } from './read-answer.ts';
import { resumePrompt } from './resume-prompt.ts';

/** One agent that is asked, and how. */
export interface AskedAgent {
  adapter: AgentAdapter;
  installed: InstalledAgent;
  model?: string;
}

/** A task in the hands of one agent, or of two that answer it side by side. */
export interface AgentTask extends CallTerms {
  request: ExecutionRequest;
  asked: readonly AskedAgent[];
  sandbox: 'read-only' | 'workspace-write';
  effort?: string;
  prompt: string;
  promptFile: string;
  /** The conversation to go on with, if it is still there, why its work was refused and what it asked; only for one agent. */
  resume?: { conversation: Conversation; refused?: string | undefined; answered?: Answered[] | undefined };
  /** Names the files of this part of the run; empty for the first. */
  part: string;
  fallback: RoutedFallback | undefined;
  failClosed: boolean;
  onProgress(progress: RunProgress): void;
}

/** Has the task done. With two agents the work is their answers, kept side by side in `answer.md` of the run's folder. */
export async function performAgentTask(task: AgentTask): Promise<ExecutionOutcome> {
  const { asked, resume, part, fallback, failClosed } = task;
  const [only] = asked;
  if (only === undefined || asked.length > 1) return askSideBySide(task);
  const end = await callOne(task, only, part);
  const { report } = end;
  if (resume !== undefined && report.kind === 'failed' && report.failure === 'conversation-lost') {
    const { resume: _, ...fresh } = task;
    return performAgentTask({ ...fresh, part: `${part}-afresh` });
  }
  const unanswered = judgeAgentRun(only.adapter.name, end, { fallback, failClosed });
  if (unanswered !== undefined) return unanswered;
  const said = readAnswer(report.answer);
  return said.kind === 'asks' ? said : { ...said, answered: task.sandbox === 'read-only' };
}

/** Two conversations cannot be gone on with as one, and that one answers alone for two is a person's choice. */
async function askSideBySide(task: AgentTask): Promise<ExecutionOutcome> {
  const { resume: _, ...fresh } = task;
  // Where one throws, nobody would see to the other any more.
  const thrown = new AbortController();
  const signal = AbortSignal.any([task.request.signal, thrown.signal]);
  const calls = task.asked.map((agent, index) =>
    callOne({ ...fresh, request: { ...task.request, signal } }, agent, `${task.part}-${index + 1}`).catch(
      (error: unknown) => {
        thrown.abort();
        throw error;
      },
    ),
  );
  await Promise.allSettled(calls);
  const ends = await Promise.all(calls);
  await writeAnswers(task, ends);
  const fallback = task.fallback && { ...task.fallback, approval: 'needed' as const };
  const unanswered = ends.flatMap((end, index) => {
    const { adapter, model = end.report.model } = task.asked[index] ?? {};
    const name = `${adapter?.name}${model === undefined ? '' : ` (${model})`}`;
    const outcome = judgeAgentRun(name, end, { fallback, failClosed: true });
    if (outcome?.kind !== 'backend-failed') return outcome ?? [];
    return { ...outcome, message: `${name}: ${outcome.message}` };
  });
  const [first] = unanswered;
  if (first === undefined) return { kind: 'done', answered: true };
  const { conversation: __, ...rest } = { conversation: undefined, ...first };
  return rest;
}

async function callOne(task: AgentTask, agent: AskedAgent, suffix: string): Promise<AgentRunEnd> {
  const { request, sandbox, effort, env, limits, ledger, bounds, resume } = task;
  let { prompt, promptFile } = task;
  if (resume !== undefined) {
    prompt = resumePrompt(resume);
    promptFile = join(request.runFolder, `prompt${suffix}-resumed.md`);
    await writeFile(promptFile, prompt);
  }
  return runAgent({
    adapter: agent.adapter,
    installed: agent.installed,
    request,
    prompt,
    promptFile,
    sandbox,
    suffix,
    isWork: task.asked.length === 1,
    env,
    limits,
    ledger,
    bounds,
    onProgress: (progress) => task.onProgress(progress),
    ...(agent.model === undefined ? {} : { model: agent.model }),
    ...(effort === undefined ? {} : { effort }),
    ...(resume === undefined ? {} : { resume: resume.conversation }),
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
