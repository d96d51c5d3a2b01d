import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunProgress } from '../daemon/execution.ts';
import type { Sandbox } from '../routing/policy.ts';
import { findDayHold } from '../tasks/budget.ts';
import type { ExitClass } from '../tasks/exit-class.ts';
import type { Usage } from '../tasks/usage.ts';
import { type AgentRunEnd, runAgent } from './agent-run.ts';
import { AGENTS } from './backends.ts';
import { boundByDay } from './bounds.ts';
import { nameOwnCall } from './close-gone-calls.ts';
import type { CallPlace } from './call-place.ts';

/** One question to one agent. */
export interface Question {
  backend: string;
  model?: string;
  effort?: string;
  wallClockMs?: number;
  sandbox: Sandbox;
  prompt: string;
  signal: AbortSignal;
  /** How many calls begin at once with this one. */
  together?: number;
  /** Marks the processes of the call; made up where the asker does not say. */
  call?: string;
  onProgress(progress: RunProgress): void;
}

/** What came of it. */
export interface Answer {
  class: ExitClass;
  backend: string;
  /** The model that answered, or that was asked for. */
  model?: string;
  /** The last message of the model; empty when there was none. */
  answer: string;
  usage: Usage;
  /** How often it used a tool; unknown where it was never asked. */
  toolUses?: number;
  /** The CLI's own id of the conversation. */
  conversation?: string;
  /** Why there is no answer. */
  reason?: string;
  /** When the limit that was hit is lifted (ISO 8601), as far as the backend said. */
  resetAt?: string;
  /** What a person can do about it. */
  action?: string;
}

/** Asks an agent in the folder of the place itself: no work tree, no commit. The call is counted and capped like those of tasks. */
export async function askAgent(place: CallPlace, question: Question): Promise<Answer> {
  const { backend, model } = question;
  const asked = { backend, ...(model === undefined ? {} : { model }), answer: '', usage: {} };
  const { settings, ledger } = place;
  const hold = findDayHold(ledger.read(), settings.budget.day, Date.now(), question.together);
  if (hold !== undefined) {
    const action = hold.action === undefined ? {} : { action: hold.action };
    return { ...asked, class: 'budget', reason: hold.message, ...action };
  }
  const adapter = AGENTS.find(({ name }) => name === backend);
  const installed = adapter && (await place.findAgent(adapter));
  if (adapter === undefined || installed?.ok !== true) {
    const reason = installed?.ok === false ? installed.failure.message : 'there is no such agent';
    return { ...asked, class: 'missing', reason, action: `install ${backend}; planex doctor shows more` };
  }
  if (question.signal.aborted) return { ...asked, class: 'interrupted', reason: 'it was not asked any more' };
  const runFolder = await mkdtemp(join(tmpdir(), 'planex-exec-'));
  try {
    const promptFile = join(runFolder, 'prompt.md');
    await writeFile(promptFile, question.prompt, { mode: 0o600 });
    const end = await runAgent({
      ...question,
      adapter,
      installed: installed.value,
      request: {
        runId: question.call ?? nameNewCall(),
        workspace: place.folder,
        runFolder,
        signal: question.signal,
        onStart: () => Promise.resolve(),
        onConversation: () => Promise.resolve(),
      },
      promptFile,
      suffix: '',
      isWork: false,
      env: place.env,
      limits: {
        wallClockMs: question.wallClockMs ?? settings.limits.wallClockMs,
        noOutputMs: settings.limits.noOutputMs,
        graceMs: settings.limits.graceMs,
      },
      ledger,
      bounds: boundByDay(ledger.read(), settings),
    });
    return { ...asked, ...judge(end) };
  } finally {
    await rm(runFolder, { recursive: true, force: true });
  }
}

/** A mark for the processes of one call of this process. */
export function nameNewCall(): string {
  return nameOwnCall(randomBytes(4).toString('hex'));
}

function judge({ report, exit, held, toolUses }: AgentRunEnd): Omit<Answer, 'backend'> {
  const { answer, usage, model, conversation } = report;
  const told = {
    answer,
    usage,
    ...(toolUses === undefined ? {} : { toolUses }),
    ...(model === undefined ? {} : { model }),
    ...(conversation === undefined ? {} : { conversation: conversation.id }),
  };
  if (held !== undefined) {
    const { code, message, action } = held;
    const todo = action === undefined ? {} : { action };
    return { ...told, class: code === 'budget' ? 'budget' : 'other', reason: message, ...todo };
  }
  if (exit.kind === 'stopped') return { ...told, class: 'interrupted', reason: 'it was interrupted' };
  if (report.kind === 'answered') return { ...told, class: 'ok' };
  const { failure, message, resetAt, action } = report;
  return {
    ...told,
    class: failure,
    reason: message,
    ...(resetAt === undefined ? {} : { resetAt }),
    ...(action === undefined ? {} : { action }),
  };
}
