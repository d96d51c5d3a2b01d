import { durationSchema as duration, LONGEST_TIMER, toMs } from '../duration.ts';
import { AGENT_NAME } from '../routing/agent-name.ts';
import { z } from '../schema.ts';

const agent = z.string().regex(AGENT_NAME, 'expected a name such as codex or claude:opus');

/** How plans are refined. */
export const refineSettingsSchema = z
  .strictObject({
    auto: z
      .boolean()
      .default(false)
      .describe('true: the daemon refines plans in Status DRAFT that have three tasks or more by itself.'),
    reviewer: agent
      .exactOptional()
      .describe('Who reviews, an agent or a program under executors, instead of whom the policy names.'),
    implementer: agent
      .exactOptional()
      .describe('Who edits, an agent or a program under executors, instead of whom the policy names.'),
    maxRounds: z
      .int()
      .min(1)
      .max(99)
      .exactOptional()
      .describe('End after so many rounds; 20 where nothing is said, and 4 at most in mode verify.'),
    mode: z
      .enum(['review', 'verify'])
      .default('review')
      .describe('Review the whole plan anew each round, or hunt once and then only verify that list.'),
    quiet: duration(LONGEST_TIMER)
      .default('2m')
      .describe('How long a draft must not have been written to before the daemon begins with it.'),
  })
  .transform(({ quiet, ...rest }) => ({ ...rest, quietMs: toMs(quiet) }))
  .prefault({})
  .describe('How `planex refine` and the daemon have plans reviewed and mended.');
