import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import type { Settings } from '../../config/settings.ts';
import type { ExecutionOutcome, ExecutionRequest } from '../../daemon/execution.ts';
import { fileSize, sumOfSizes } from '../../executors/file-size.ts';
import type { ProcessExit } from '../../executors/process-exit.ts';
import type { Trial, TrialName } from '../../executors/qualification/trial.ts';
import { TRIAL_PLAN, writeTrialPlan } from '../../executors/qualification/trial-plan.ts';
import { deriveTasks } from '../../tasks/derive.ts';
import { makeTrialGround, type TrialGround } from './trial-ground.ts';
import { writePrompt } from './write-prompt.ts';

/** One call of the backend, as a run makes it. */
export type CallBackend = (
  request: ExecutionRequest,
  prompt: { text: string; file: string },
  env: Record<string, string>,
) => Promise<{ exit: ProcessExit; said: Trial['said'] }>;

/** How long a backend gets to say a first word before it is asked to end. */
const FIRST_WORD_MS = 3_000;
const LOOK_EVERY_MS = 50;
/** Half a second, in looks: for so long whoever has said a word may end with it. */
const LOOKS_AT_A_WORD = 10;
const PLANTED = 'PLANTED_SECRET';
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD/;
const SHORTEST_SECRET = 8;
const MOST_BYTES = 10 * 1024 * 1024;

/** Has the backend do one trial in a ground of its own, and looks what it did there. */
export async function runTrial(
  trial: TrialName,
  call: CallBackend,
  place: { env: Record<string, string>; settings: Settings; signal: AbortSignal },
): Promise<Trial> {
  const word = `w${randomBytes(6).toString('hex')}`;
  const plan = writeTrialPlan(trial, word);
  const [task] = deriveTasks(TRIAL_PLAN, parseArtifact(TRIAL_PLAN, Buffer.from(plan)).artifact);
  if (task === undefined) throw new Error('the plan of a trial has no task');
  const env = { ...place.env, [PLANTED]: randomBytes(12).toString('hex') };
  const ground = await makeTrialGround(plan);
  const { workspace, runFolder, snapshot } = ground;
  try {
    const route = { work: 'implementation', sandbox: 'workspace-write' } as const;
    const text = await writePrompt(task, route, {
      folder: workspace,
      snapshot,
      env,
      settings: place.settings,
      record: undefined,
    });
    const file = join(runFolder, 'prompt.md');
    await writeFile(file, text);
    const abort = new AbortController();
    const watch = watchOutput(runFolder, trial === 'endless' ? () => abort.abort() : undefined);
    const { exit, said } = await call(
      {
        runId: `qualify-${randomBytes(6).toString('hex')}`,
        task,
        workspace,
        runFolder,
        snapshot,
        record: undefined,
        resumes: false,
        signal: AbortSignal.any([abort.signal, place.signal]),
        onStart: async () => watch.started(),
        onConversation: async () => undefined,
      },
      { text, file },
      env,
    ).finally(() => watch.end());
    const { answer, written, ...traces } = await ground.survey();
    const { longestSilenceMs, stoppedAfterMs } = watch.result();
    return {
      exit,
      said,
      didWork: answer.trim() === word,
      longestSilenceMs,
      ...(exit.kind === 'stopped' && stoppedAfterMs !== undefined ? { stoppedAfterMs } : {}),
      ...traces,
      leaked: findSecrets(env, [join(runFolder, 'output.log'), join(runFolder, 'errors.log'), ...written]),
    };
  } finally {
    await ground.remove();
  }
}

/** Whether the outcome of a run says that the work is done, and otherwise what it says. */
export function tellWord(outcome: ExecutionOutcome): Trial['said'] {
  if (outcome.kind === 'done') return { done: true };
  if ('reason' in outcome) return { done: false, why: outcome.reason.message };
  if (outcome.kind === 'backend-failed') return { done: false, why: outcome.message };
  return { done: false, why: outcome.kind };
}

/** Measures how long the outputs stay as they are. `stop` is called once, soon after the first word or when none comes. */
function watchOutput(
  runFolder: TrialGround['runFolder'],
  stop: (() => void) | undefined,
): {
  started(): void;
  end(): void;
  result(): { longestSilenceMs: number; stoppedAfterMs?: number };
} {
  let size = 0;
  let looksAtWord = 0;
  let longest = 0;
  let lastWordAt = performance.now();
  let startedAt: number | undefined;
  let stoppedAt: number | undefined;
  let endedAt = 0;
  const look = (): void => {
    const now = performance.now();
    const grown = sumOfSizes([join(runFolder, 'output.log'), join(runFolder, 'errors.log')]) ?? size;
    longest = Math.max(longest, now - lastWordAt);
    if (grown !== size) lastWordAt = now;
    size = grown;
    if (size > 0) looksAtWord += 1;
    if (stop === undefined || startedAt === undefined || stoppedAt !== undefined) return;
    // Looks and not time: between two of them the end of the backend is heard, also when planex itself stood still.
    if (size === 0 ? now - startedAt < FIRST_WORD_MS : looksAtWord < LOOKS_AT_A_WORD) return;
    stoppedAt = now;
    stop();
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    started() {
      startedAt = performance.now();
      lastWordAt = startedAt;
    },
    end() {
      look();
      clearInterval(timer);
      endedAt = performance.now();
    },
    result: () => ({
      longestSilenceMs: Math.round(longest),
      ...(stoppedAt === undefined ? {} : { stoppedAfterMs: Math.round(endedAt - stoppedAt) }),
    }),
  };
}

/** Names of the variables that look like secrets and whose values stand in one of the files. */
function findSecrets(env: Record<string, string>, files: readonly string[]): string[] {
  const texts = files.filter((path) => fileSize(path) <= MOST_BYTES).map(readText);
  return Object.entries(env)
    .filter(([name, value]) => SECRET_NAME.test(name) && value.length >= SHORTEST_SECRET)
    .filter(([, value]) => texts.some((text) => text.includes(value)))
    .map(([name]) => (name === PLANTED ? 'a variable that was planted for this' : name));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
