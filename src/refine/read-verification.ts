import { checkShape, z } from '../schema.ts';
import { findEndObject } from '../tasks/find-json.ts';
import { findingSchema } from '../tasks/findings.ts';
import type { VerifyReply } from './refine-event.ts';

const verificationSchema = z.object({
  items: z.array(z.object({ item: z.int(), fixed: z.boolean() })),
  new: z.array(findingSchema).default([]),
});

/** Understands which items a reviewer calls fixed, by their positions. What cannot be understood leaves them all open. */
export function readVerification(finalMessage: string): Extract<VerifyReply, { kind: 'verified' }> {
  const text = finalMessage.slice(finalMessage.indexOf('{'), finalMessage.lastIndexOf('}') + 1);
  const checked = checkShape(verificationSchema, parseJson(text));
  if (!checked.ok) return { kind: 'verified', fixed: [], parked: [] };
  const { items, new: parked } = checked.value;
  const open = new Set(items.filter(({ fixed }) => !fixed).map(({ item }) => item));
  const fixed = items.filter(({ item, fixed }) => fixed && !open.has(item)).map(({ item }) => item);
  return { kind: 'verified', fixed, parked };
}

/** Understands what a program printed: it calls something fixed only with the very last thing it prints. */
export function readVerifiedOutput(output: string): Extract<VerifyReply, { kind: 'verified' }> {
  return readVerification(findEndObject(output) ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
