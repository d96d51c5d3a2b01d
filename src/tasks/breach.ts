import { z } from '../schema.ts';
import { quoteId } from './quote-id.ts';
import type { Reason } from './reason.ts';

/** One threshold that a run has passed, or a path that it must not touch without a person's word. */
export const violationSchema = z.object({
  /** What a person's word for it goes by. */
  key: z.string(),
  kind: z.enum([
    'files',
    'lines',
    'dependencies',
    'interface',
    'attempts',
    'time',
    'protected',
    'high-blast-radius',
    'approval',
  ]),
  /** "at most 10 files (line 42 of the plan)" */
  threshold: z.string(),
  /** "12 files: a.ts, b.ts and 10 more" */
  measured: z.string(),
  /** Where it is a number: files, lines, names, attempts or milliseconds. */
  value: z.number().optional(),
  /** What is granted by going on: as much again where the work is not done. */
  upTo: z.number().optional(),
  /** Which paths it is about. */
  paths: z.array(z.string()).optional(),
});

/** What stopped a run, so that its task waits for a person. */
export const breachSchema = z.object({
  digest: z.string(),
  run: z.string(),
  /** True when the executor had come to its end, so that the work that is kept can land. */
  finished: z.boolean(),
  violations: z.array(violationSchema),
  /** Digest of the limits that held: others let the task go on. */
  limits: z.string(),
  /**
   * Whether the plan says BLOCKED because of it: `no`, or not yet; `blocking`: planex is writing that; `yes`, so that a
   * Status that lets tasks run lifts it; `lifting`: planex is taking that out; `over`: it did, and its Status bears on the
   * breach no more.
   */
  blocked: z.enum(['no', 'blocking', 'yes', 'lifting', 'over']),
  /** Digests of the plan's bytes from before it said so; they may be seen once more. */
  before: z.array(z.string()),
  /** Digest of the bytes by which planex has the plan say so. */
  to: z.string().optional(),
  /** What its Status says by them, word for word. */
  says: z.array(z.string()).optional(),
});

/** A person's word for what passes a threshold. */
export const grantSchema = z.object({
  key: z.string(),
  /** As high as this. */
  upTo: z.number().optional(),
  /** For these paths. */
  paths: z.array(z.string()).optional(),
});

export type Violation = z.infer<typeof violationSchema>;
export type Breach = z.infer<typeof breachSchema>;
export type Grant = z.infer<typeof grantSchema>;

/** Ways to go on, for `planex resolve --option`. */
export const BREACH_OPTIONS = ['go-on', 'discard', 'give-up'] as const;
export type BreachOption = (typeof BREACH_OPTIONS)[number];

/** The ways to go on in words, in the order of their numbers, each with what it costs. */
export function wordBreachOptions({
  finished,
  violations,
}: Pick<Breach, 'finished' | 'violations'>): string[] {
  const isCounted = violations.every(({ kind }) => kind === 'attempts' || kind === 'time');
  const goOn = finished
    ? 'accept it and land the work that is kept, once it is verified'
    : `go on${isCounted ? ' and allow as much again' : ''}`;
  return [goOn, 'discard the work and begin again within the same limits', 'give the task up'];
}

/** What was passed, and by how much. */
export function wordViolations(violations: readonly Violation[]): string {
  return violations.map(({ threshold, measured }) => `${measured}; the limit is ${threshold}`).join('. ');
}

/** Why the task waits, and how it goes on. */
export function describeBreach(
  task: { id: string; artifactPath: string; artifactKind: 'plan' | 'solution' },
  breach: Pick<Breach, 'violations' | 'finished' | 'run'>,
): Reason {
  const options = wordBreachOptions(breach).map((words, index) => ` (${index + 1}) ${words}`);
  const isAsked = breach.violations.every(({ kind }) => kind === 'high-blast-radius');
  const kept = `the work is kept at refs/planex/runs/${breach.run}`;
  if (breach.violations.every(({ kind }) => kind === 'approval')) {
    return {
      code: 'approval',
      message: `more than the rule lets go that has approved the plan: ${wordViolations(breach.violations)}`,
      action: `planex approve ${quoteId(task.artifactPath)} lands it, once it is verified, and lifts the rule; planex resolve ${quoteId(task.id)} --option 2 begins again; ${kept}`,
    };
  }
  const edit = task.artifactKind === 'plan' ? `; or change the limits in ${task.artifactPath}` : '';
  return {
    code: isAsked ? 'clarification' : 'breach',
    message: `${isAsked ? 'high-blast-radius: ' : ''}${wordViolations(breach.violations)}.${options.join(',')}`,
    action: `planex resolve ${quoteId(task.id)} --option <n>${isAsked ? '' : edit}; ${kept}`,
  };
}
