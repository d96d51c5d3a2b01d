import { z } from '../schema.ts';
import { usageSchema } from './usage.ts';

export const conversationSchema = z.object({
  id: z.string(),
  /** What it has reported in all so far, for backends whose reports add up over a conversation. */
  totals: usageSchema,
});

/** The CLI's own conversation, to be taken up again. */
export type Conversation = z.infer<typeof conversationSchema>;
