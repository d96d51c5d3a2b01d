import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunProgress } from '../../daemon/execution.ts';
import type { Sandbox } from '../../routing/policy.ts';
import { findDayHold, findPlanHold } from '../../tasks/budget.ts';
import type { Reason } from '../../tasks/reason.ts';
import { type AgentRunEnd, runAgent } from './agent-run.ts';
import { AGENTS } from './backends.ts';
import type { Answer } from './answer.ts';
import { askProgram } from './ask-program.ts';
import { type Bounds, boundByDay, boundByPlan } from './bounds.ts';
import { nameOwnCall } from './close-gone-calls.ts';
import type { CallPlace } from './call-place.ts';
import { markCall } from './kept-call.ts';

/** One question to one agent. */
export interface Question {
  backend: string;
  model?: string;
  effort?: string;
  wallClockMs?: number;
  sandbox: Sandbox;
  prompt: string;
  signal: AbortSignal;
  /** The plan that it is about and that pays for it, with its bytes; without one only the caps of the day count. */
  about?: { path: string; bytes: Uint8Array };
  /** How many calls begin at once with this one. */
  together?: number;
  /** Marks the processes of the call; made up where the asker does not say. */
  call?: string;
  /** Folder that keeps the files of the call when planex dies at it; see `readKeptCall`. The asker removes it. */
  keepIn?: string;
  onProgress(progress: RunProgress): void;
}

/** Asks an agent, or a program where the place has those, in the folder of the place itself: no work tree, no commit. The call is counted and capped like those of tasks. */
export async function askAgent(place: CallPlace, question: Question): Promise<Answer> {
  const { backend, model } = question;
  const asked = { backend, ...(model === undefined ? {} : { model }), answer: '', usage: {} };
  const hold = findHold(place, question);
  if (hold !== undefined) return { ...asked, ...describeBudget(hold) };
  const program = place.programs?.find(backend);
  if (program !== undefined && question.about !== undefined) {
    const { about } = question;
    return inRunFolder(question, async (files) => ({
      ...asked,
      ...(await askProgram({ ...toCall(place, question, files), ...files, about, program })),
    }));
  }
  const adapter = AGENTS.find(({ name }) => name === backend);
  const installed = adapter && (await place.findAgent(adapter));
  if (adapter === undefined || installed?.ok !== true) {
    const reason = installed?.ok === false ? installed.failure.message : 'there is no such agent';
    return { ...asked, class: 'missing', reason, action: `install ${backend}; planex doctor shows more` };
  }
  const found = installed.value;
  return inRunFolder(question, async (files) => {
    const call = toCall(place, question, files);
    const end = await runAgent({
      ...question,
      ...call,
      adapter,
      installed: found,
      promptFile: files.promptFile,
      suffix: '',
      isWork: false,
    });
    return { ...asked, ...judge(end) };
  });
}

/** Why the caps leave no room for it. */
function findHold({ settings, ledger }: CallPlace, { about, together }: Question): Reason | undefined {
  const { budget } = settings;
  const ofDay = findDayHold(ledger.read(), budget.day, Date.now(), together);
  return ofDay ?? (about && findPlanHold(ledger.read(), budget.plan, about.path));
}

function describeBudget({ message, action, until }: Reason): Omit<Answer, 'backend' | 'answer' | 'usage'> {
  return {
    class: 'budget',
    reason: message,
    ...(action === undefined ? {} : { action }),
    ...(until === undefined ? {} : { resetAt: until }),
  };
}

/** Files of one call, gone when it is over unless they are to be kept. */
interface CallFiles {
  runFolder: string;
  promptFile: string;
}

async function inRunFolder(question: Question, use: (files: CallFiles) => Promise<Answer>): Promise<Answer> {
  const { backend, model } = question;
  if (question.signal.aborted) {
    const asked = { backend, ...(model === undefined ? {} : { model }), answer: '', usage: {} };
    return { ...asked, class: 'interrupted', reason: 'it was not asked any more' };
  }
  const runFolder = await makeRunFolder(question);
  try {
    const promptFile = join(runFolder, 'prompt.md');
    await writeFile(promptFile, question.prompt, { mode: 0o600 });
    return await use({ runFolder, promptFile });
  } finally {
    if (runFolder !== question.keepIn) await rm(runFolder, { recursive: true, force: true });
  }
}

async function makeRunFolder({ backend, call, keepIn }: Question): Promise<string> {
  if (keepIn === undefined || call === undefined) return mkdtemp(join(tmpdir(), 'planex-exec-'));
  await rm(keepIn, { recursive: true, force: true });
  await mkdir(keepIn, { recursive: true, mode: 0o700 });
  await markCall(keepIn, call, backend);
  return keepIn;
}

/** What calls of agents and of programs have in common. */
function toCall(place: CallPlace, question: Question, { runFolder }: CallFiles) {
  const { settings, ledger, env } = place;
  const { about, prompt, signal } = question;
  const own = settings.executors[question.backend];
  return {
    prompt,
    request: {
      runId: question.call ?? nameNewCall(),
      workspace: place.folder,
      runFolder,
      signal,
      onStart: () => Promise.resolve(),
      onConversation: () => Promise.resolve(),
    },
    env,
    limits: {
      wallClockMs: own?.wallClockMs ?? question.wallClockMs ?? settings.limits.wallClockMs,
      noOutputMs: own?.noOutputMs ?? settings.limits.noOutputMs,
      graceMs: settings.limits.graceMs,
    },
    ledger,
    bounds: boundByAsker(place, about?.path),
  };
}

function boundByAsker({ ledger, settings }: CallPlace, plan: string | undefined): Bounds {
  const totals = ledger.read();
  return plan === undefined ? boundByDay(totals, settings) : boundByPlan(totals, settings, plan);
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
    return { ...told, ...describeBudget(held), class: held.code === 'budget' ? 'budget' : 'other' };
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
