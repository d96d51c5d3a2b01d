import { join } from 'node:path';
import type { CallSpend } from '../../refine/refine-event.ts';
import { checkShape, z } from '../../schema.ts';
import { locateRound } from '../../state/refine-folders.ts';
import type { Answer } from '../calls/answer.ts';
import { readKeptCall } from '../calls/kept-call.ts';
import type { RefineRun } from './refine-run.ts';

const replySchema = z.object({
  call: z.string(),
  answer: z.string(),
  error: z.string().optional(),
  isOutput: z.boolean().optional(),
  tokens: z.number().optional(),
  toolUses: z.number().optional(),
});

/** What a reviewer said. */
interface KeptReply {
  answer: string;
  error?: string;
  /** Whether the answer is all that a program printed. */
  isOutput?: boolean;
  spend: CallSpend;
}

/** Writes down what was paid for before anything is made of it: in one file first, then the words of the reviewer for people. */
export async function keepReply(
  run: RefineRun,
  { answer, error, isOutput, spend, call }: KeptReply & { call: string },
): Promise<void> {
  await run.write('reply.json', `${JSON.stringify({ call, answer, error, isOutput, ...spend })}\n`);
  await run.write('findings.txt', answer);
}

/** The reply that came to the review under way before planex died, if one did. */
export async function readKeptReply(run: RefineRun, round: number): Promise<KeptReply | undefined> {
  const last = run.manifest().rounds.at(-1);
  const call = last?.codex_call;
  if (last?.round !== round || call === undefined || last.codex_ended_at !== undefined) return undefined;
  const text = await run.read('reply.json', round).catch(() => undefined);
  const checked = text && checkShape(replySchema, parseJson(text.toString('utf8')));
  if (!checked?.ok || checked.value.call !== call) return takeUpCall(run, round, call);
  const { answer, error, isOutput, tokens, toolUses } = checked.value;
  await run.write('findings.txt', answer);
  return {
    answer,
    ...(error === undefined ? {} : { error }),
    ...(isOutput === undefined ? {} : { isOutput }),
    spend: {
      ...(tokens === undefined ? {} : { tokens }),
      ...(toolUses === undefined ? {} : { toolUses }),
    },
  };
}

/** What the agent had said last of all when planex died, before anything was made of it. */
async function takeUpCall(run: RefineRun, round: number, call: string): Promise<KeptReply | undefined> {
  const kept = await readKeptCall(locateCall(run, round), call);
  if (kept === undefined) return undefined;
  const reply = { answer: kept.answer, spend: spendOf(kept) };
  await keepReply(run, { ...reply, call });
  return reply;
}

/** Folder with what the reviewer of a round says, as long as the review is under way. */
export function locateCall({ folder }: Pick<RefineRun, 'folder'>, round: number): string {
  return join(locateRound(folder, round), 'call');
}

/** What a call took, as far as its backend said. */
export function spendOf({ usage, toolUses }: Pick<Answer, 'usage' | 'toolUses'>): CallSpend {
  const { inputTokens, outputTokens } = usage;
  const isKnown = inputTokens !== undefined || outputTokens !== undefined;
  return {
    ...(isKnown ? { tokens: (inputTokens ?? 0) + (outputTokens ?? 0) } : {}),
    ...(toolUses === undefined ? {} : { toolUses }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
