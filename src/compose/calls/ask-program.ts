import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomExecutor } from '../../executors/custom.ts';
import type { Answer } from './answer.ts';
import { callProgram, type ProgramCall, type ProgramEnd } from './call-program.ts';

/** More than this is no answer that anybody reads. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/** One question to a program of the user's own. */
export interface ProgramQuestion
  extends Pick<ProgramCall, 'request' | 'env' | 'limits' | 'ledger' | 'bounds'> {
  program: CustomExecutor;
  prompt: string;
  promptFile: string;
  /** Folder for files of this call alone. */
  runFolder: string;
  /** What the question is about. The program gets a copy of its bytes. */
  about: { path: string; bytes: Uint8Array };
}

/** Asks the program: what it prints on standard output is its answer, and exit status 0 says that it is whole. */
export async function askProgram(question: ProgramQuestion): Promise<Omit<Answer, 'backend'>> {
  const { program, prompt, promptFile, runFolder, about, request, env, limits, ledger, bounds } = question;
  const nothing = { answer: '', usage: {} };
  const usable = await program.check();
  if (!usable.ok) return { ...nothing, class: 'missing', reason: usable.failure };
  const artifactSnapshot = join(runFolder, 'artifact.md');
  await writeFile(artifactSnapshot, about.bytes);
  const { runId, workspace } = request;
  const asked = { runId, workspace, runFolder, prompt, promptFile, artifactSnapshot };
  const outputFile = join(runFolder, 'output.log');
  const end = await callProgram({
    executor: program,
    command: program.prepare({ ...asked, task: { id: about.path } }),
    request,
    outputFile,
    errorFile: join(runFolder, 'errors.log'),
    env,
    limits,
    ledger,
    bounds,
  });
  if (end.outcome.kind !== 'done') return { ...nothing, ...describeFailure(end) };
  const answer = await readAnswer(outputFile);
  if (answer !== undefined) return { ...nothing, class: 'ok', answer };
  return { ...nothing, class: 'other', reason: `printed more than ${LONGEST_ANSWER} bytes` };
}

function describeFailure({ outcome, exit }: ProgramEnd): Pick<Answer, 'class' | 'reason' | 'action'> {
  if (outcome.kind === 'stopped') return { class: 'interrupted', reason: 'it was interrupted' };
  if (outcome.kind === 'done') return { class: 'ok' };
  const { message, action } = outcome.reason;
  const said = { reason: message, ...(action === undefined ? {} : { action }) };
  if (outcome.kind === 'over-budget')
    return { ...said, class: outcome.reason.code === 'budget' ? 'budget' : 'other' };
  if (exit.kind === 'timed-out') return { ...said, class: 'timeout' };
  return { ...said, class: exit.kind === 'not-started' ? 'missing' : 'other' };
}

/** The whole output; undefined when it is too long. */
async function readAnswer(path: string): Promise<string | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return size > LONGEST_ANSWER ? undefined : await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
