import { durationSchema as duration, LONGEST_TIMER, toMs } from '../duration.ts';
import { z } from '../schema.ts';
import { pathPattern } from './path-pattern.ts';

const ruleSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u, 'expected a name of at most 40 letters and digits')
      .describe('What the rule is called wherever it is told what it has approved.'),
    plans: z
      .array(pathPattern)
      .min(1)
      .exactOptional()
      .describe('Only plans at these paths, as paths and patterns.'),
    paths: z
      .array(pathPattern)
      .min(1)
      .exactOptional()
      .describe('Only plans whose work stays within these paths; also held before anything lands.'),
    backends: z
      .array(z.string().trim().toLowerCase().min(1))
      .min(1)
      .exactOptional()
      .describe('Only plans whose tasks all go to these backends.'),
    files: z
      .int()
      .min(1)
      .exactOptional()
      .describe('Most files that the work on the plan changes, held before anything lands.'),
    lines: z
      .int()
      .min(1)
      .exactOptional()
      .describe('Most lines that the work adds and removes together, held before anything lands.'),
  })
  .refine(
    (rule) => Object.keys(rule).some((key) => key !== 'name'),
    'expected at least one of plans, paths, backends, files and lines',
  );

/** `approval` of `.planexrc`. */
export const approvalSchema = z
  .strictObject({
    auto: z
      .array(ruleSchema)
      .default([])
      .describe('Rules by which drafts are approved without being asked about.'),
    quiet: duration(LONGEST_TIMER)
      .default('2m')
      .describe('How long a draft must not have been written to before a rule approves it.'),
    duringRuns: z
      .enum(['run', 'ask'])
      .default('run')
      .describe(
        'What becomes of plans without a Status and solutions that are written while a run is at work, which may have done it: they run, or wait for you.',
      ),
  })
  .transform(({ quiet, auto, duringRuns }) => ({
    auto,
    quietMs: toMs(quiet),
    asksDuringRuns: duringRuns === 'ask',
  }))
  .prefault({})
  .describe('Which drafts are approved by rule; all others wait for a person.');
