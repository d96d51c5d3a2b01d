import { durationSchema as duration, LONGEST_TIMER, toMs } from '../duration.ts';
import { z } from '../schema.ts';
import { pathPattern } from './path-pattern.ts';

const interfaceSchema = z
  .strictObject({
    paths: z.array(pathPattern).default([]).describe('Files that write the public interface down.'),
    command: z
      .string()
      .regex(/\S/, 'expected a command')
      .exactOptional()
      .describe(
        'Ends with 0 when the public interface is as it was at the commit that PLANEX_BASE names, with anything else when it has changed.',
      ),
    always: z.boolean().default(false).describe('true: also for plans whose tolerances do not name it.'),
  })
  .describe('How a change of the public interface is found.');

/** `tolerances` of `.planexrc`. */
export const tolerancesSchema = z
  .strictObject({
    files: z.int().min(0).exactOptional().describe('Most files that the work on one plan changes.'),
    lines: z.int().min(0).exactOptional().describe('Most lines, net, that the work on one plan changes.'),
    dependencies: z
      .int()
      .min(0)
      .exactOptional()
      .describe('Most new dependencies that the work on one plan brings in.'),
    attempts: z.int().min(1).exactOptional().describe('Most attempts at one task that fail.'),
    time: duration(LONGEST_TIMER).exactOptional().describe('Longest time that the runs of one task work.'),
    interface: interfaceSchema.exactOptional(),
    protectedPaths: z
      .array(pathPattern)
      .default([])
      .describe('Paths and patterns that no run may change, beside those that a plan names.'),
    highBlastRadius: z
      .array(pathPattern)
      .default([])
      .describe('Paths and patterns that a run may change only once a person has acknowledged it.'),
  })
  .transform(({ time, ...rest }) => ({ ...rest, ...(time === undefined ? {} : { timeMs: toMs(time) }) }))
  .prefault({})
  .describe(
    'Limits of the work on plans that state none of that kind; a run that passes one stops and waits.',
  );
