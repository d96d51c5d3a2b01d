import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentCall, AgentEnd } from '../../executors/agents/agent.ts';
import { followLines } from '../../executors/agents/follow-lines.ts';
import { readTail } from '../../executors/tail.ts';
import { readIfThere } from '../../read-if-there.ts';
import { checkShape, z } from '../../schema.ts';
import { isToolUse } from './agent-run.ts';
import type { Answer } from './answer.ts';
import { AGENTS } from './backends.ts';

const RECORD = 'call.json';
const ERROR_TAIL_BYTES = 64 * 1024;

const recordSchema = z.object({ call: z.string(), backend: z.string() });

/** How a call ended whose process nobody has seen end: of those the word of its CLI alone counts, as of one that answers and then hangs. */
const UNSEEN: AgentEnd['exit'] = {
  kind: 'timed-out',
  limit: 'wall-clock',
  afterMs: 0,
  durationMs: 0,
  leftovers: 0,
  survivors: 0,
};

/** Says in the folder of a call whose output that is, before it begins. */
export async function markCall(folder: string, call: string, backend: string): Promise<void> {
  await writeFile(join(folder, RECORD), `${JSON.stringify({ call, backend })}\n`);
}

/**
 * The answer that an agent had given when planex died, from what its CLI left in the folder of the call. Undefined unless
 * the CLI itself said that it had come to its end. The call must not run any more.
 */
export async function readKeptCall(
  folder: string,
  call: string,
): Promise<Pick<Answer, 'answer' | 'usage' | 'toolUses'> | undefined> {
  const checked = checkShape(recordSchema, parseJson((await readIfThere(join(folder, RECORD))) ?? ''));
  if (!checked.ok || checked.value.call !== call) return undefined;
  const adapter = AGENTS.find(({ name }) => name === checked.value.backend);
  if (adapter === undefined) return undefined;
  const asked: AgentCall = {
    prompt: '',
    promptFile: '',
    workspace: folder,
    runFolder: folder,
    sandbox: 'read-only',
  };
  const reader = adapter.createReader(asked);
  let toolUses = 0;
  await followLines(join(folder, 'output.log'), (line) => {
    toolUses += reader.push(line).filter(isToolUse).length;
  }).finish();
  const errorTail = await readTail(join(folder, 'errors.log'), ERROR_TAIL_BYTES);
  const { kind, answer, usage } = reader.judge({ exit: UNSEEN, errorTail, endedAtMs: Date.now() });
  return kind === 'answered' ? { answer, usage, toolUses } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
