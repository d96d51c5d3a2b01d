import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type Result } from '../../result.ts';
import { runProcess } from '../run-process.ts';
import type { AgentAdapter, Capabilities } from './agent.ts';

/** Where the questions are put. */
export interface ProbePlace {
  /** Path of the program. */
  file: string;
  /** Its whole environment. */
  env: Record<string, string>;
  /** Folder for output; nothing stays in it. */
  folder: string;
}

const LIMIT_MS = 30_000;
const GRACE_MS = 1_000;

/** Asks the installed CLI what it is and understands. Fails with what a person should know. */
export async function probeAgent(
  adapter: AgentAdapter,
  place: ProbePlace,
): Promise<Result<Capabilities, string>> {
  const answers = await Promise.all(adapter.probes.map((args) => ask(args, place)));
  const silent = answers.find((answer) => !answer.ok);
  if (silent !== undefined && !silent.ok) return fail(`${adapter.program} ${silent.failure}`);
  return adapter.readCapabilities(answers.map((answer) => (answer.ok ? answer.value : '')));
}

/** What it prints, whatever its exit status: a command that it does not know is an answer too. */
async function ask(args: readonly string[], place: ProbePlace): Promise<Result<string, string>> {
  const marker = `probe-${randomUUID()}`;
  const outputFile = join(place.folder, `${marker}.out`);
  const { exit } = await runProcess({
    file: place.file,
    args,
    cwd: place.folder,
    env: place.env,
    input: { kind: 'none' },
    outputFile,
    marker,
    wallClockMs: LIMIT_MS,
    graceMs: GRACE_MS,
  });
  const end = await exit;
  const text = await readFile(outputFile, 'utf8').catch(() => '');
  await rm(outputFile, { force: true });
  if (end.kind === 'exited') return { ok: true, value: text };
  const why =
    end.kind === 'not-started' ? `cannot be started: ${end.message}` : `did not answer (${end.kind})`;
  return fail(`${why} when asked for \`${args.join(' ')}\``);
}
