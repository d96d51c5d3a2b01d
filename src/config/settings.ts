import { durationSchema as duration, LONGEST_TIMER, toMs } from '../duration.ts';
import { modelMapSchema, ownRowSchema, PERSON } from '../routing/policy.ts';
import { PRESET_NAMES } from '../routing/presets.ts';
import { z } from '../schema.ts';
import { approvalSchema } from './approval-settings.ts';
import { notifySchema } from './notify-settings.ts';
import { pathPattern } from './path-pattern.ts';
import { refineSettingsSchema } from './refine-settings.ts';
import { tolerancesSchema } from './tolerance-settings.ts';

const LONGEST_KEEPING = '3650d';

const command = z.string().regex(/\S/, 'expected a command');

const executor = z
  .strictObject({
    command: z
      .array(z.string())
      .min(1, 'expected a program and its arguments')
      .describe('Program and arguments, run without a shell.'),
    prompt: z
      .enum(['stdin', 'file'])
      .default('stdin')
      .describe(
        'How the program gets its prompt: on standard input, or as a file named by PLANEX_PROMPT_FILE.',
      ),
    env: z
      .record(z.string(), z.string())
      .default({})
      .describe('Environment variables added for this program.'),
    wallClock: duration(LONGEST_TIMER).exactOptional().describe('Instead of limits.wallClock.'),
    noOutput: duration(LONGEST_TIMER).exactOptional().describe('Instead of limits.noOutput.'),
  })
  .transform(({ wallClock, noOutput, ...rest }) => ({
    ...rest,
    ...(wallClock === undefined ? {} : { wallClockMs: toMs(wallClock) }),
    ...(noOutput === undefined ? {} : { noOutputMs: toMs(noOutput) }),
  }));

const artifacts = z
  .strictObject({
    plans: z.array(pathPattern).default(['docs/plans/*.md']).describe('Where plans are, as glob patterns.'),
    solutions: z
      .array(pathPattern)
      .default(['docs/issues/*.json', '.workflow/.team/*/artifacts/solutions/*.json'])
      .describe('Where solution documents are, as glob patterns.'),
  })
  .prefault({})
  .describe('Which files planex reads.');

const routing = z
  .strictObject({
    preset: z
      .enum(PRESET_NAMES)
      .exactOptional()
      .describe('The policy that routes every task without a backend of its own.'),
    rows: z
      .array(ownRowSchema)
      .default([])
      .describe('Rows of your own, each over the row of the preset for the same kind of work.'),
    models: z
      .union([z.literal('preset'), modelMapSchema], {
        error: 'expected "preset" or an object from names of models to other names',
      })
      .default({})
      .describe(
        'Names to send instead of the names asked for: your own map, or "preset" for that of the preset.',
      ),
    failClosed: z
      .boolean()
      .exactOptional()
      .describe('false: the fallback of a row may take over after a failure, without asking.'),
  })
  .prefault({})
  .describe('Who carries out which kind of work.');

const limits = z
  .strictObject({
    parallelRuns: z.int().min(1).max(64).default(3).describe('Most runs at the same time.'),
    wallClock: duration(LONGEST_TIMER).default('60m').describe('Longest time one run may take.'),
    noOutput: duration(LONGEST_TIMER).default('15m').describe('Longest time a run may say nothing.'),
    grace: duration(LONGEST_TIMER)
      .default('10s')
      .describe('Time between asking a process to stop and making it stop.'),
  })
  .transform(({ parallelRuns, wallClock, noOutput, grace }) => ({
    parallelRuns,
    wallClockMs: toMs(wallClock),
    noOutputMs: toMs(noOutput),
    graceMs: toMs(grace),
  }))
  .prefault({})
  .describe('What runs may take.');

const cap = z
  .strictObject({
    calls: z.int().min(1).exactOptional().describe('Calls of backends.'),
    tokens: z.int().min(1).exactOptional().describe('Tokens, input and output together.'),
    costUsd: z.number().positive().exactOptional().describe('US dollars, as the backend reports them.'),
    wallClock: duration(LONGEST_TIMER).exactOptional().describe('Time that calls take, added up.'),
  })
  .transform(({ wallClock, ...rest }) => ({
    ...rest,
    ...(wallClock === undefined ? {} : { wallMs: toMs(wallClock) }),
  }))
  .prefault({});

const budget = z
  .strictObject({
    task: cap.describe('Of one task, as long as its meaning stays the same.'),
    plan: cap.describe('Of all tasks of one plan or solution.'),
    day: cap.describe('Of all calls of one day (UTC).'),
  })
  .prefault({})
  .describe('The most that calls of backends may take; what is not set is not capped.');

const landing = z
  .strictObject({
    branch: z
      .enum(['current', 'planex/<slug>'])
      .default('current')
      .describe('The branch you are on, or one branch for each issue or plan.'),
  })
  .prefault({})
  .describe('Where results land.');

const verify = z
  .strictObject({
    command: command
      .exactOptional()
      .describe("How results are verified, instead of the project's own tests."),
    required: z.boolean().default(false).describe('Refuse a result when nothing can verify it.'),
    repairs: z
      .int()
      .min(0)
      .max(5)
      .exactOptional()
      .describe(
        'How often work that fails its verification is given back with the output: once to agents unless set, to programs of your own only when set.',
      ),
    timeout: duration(LONGEST_TIMER).default('30m').describe('Longest time a verification may take.'),
  })
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutMs: toMs(timeout) }))
  .prefault({})
  .describe('How results are verified.');

const schedule = z
  .strictObject({
    reconcile: z.string().default('* * * * *').describe('When planex looks at everything again.'),
    retention: z.string().default('17 3 * * *').describe('When old runs are removed.'),
    timezone: z.string().default('UTC').describe('Time zone of the expressions, for example Europe/Vienna.'),
    recurring: z
      .record(z.string(), z.string())
      .default({})
      .describe('Artifacts that are done again at set times: path to cron expression.'),
  })
  .prefault({})
  .describe('Cron expressions of five fields, or six with seconds first.');

const retention = z
  .strictObject({
    runs: duration(LONGEST_KEEPING).default('30d').describe('How long the folder of an ended run is kept.'),
  })
  .transform(({ runs }) => ({ runsMs: toMs(runs) }))
  .prefault({})
  .describe('How long things are kept.');

const hooks = z
  .strictObject({
    strict: z
      .boolean()
      .default(false)
      .describe('Guard every move of a branch, also by a commit that skips the other hooks.'),
  })
  .prefault({})
  .describe('What `planex hooks install` puts in place.');

/** The shape of `.planexrc`: parsing fills every default and turns durations into milliseconds. */
export const settingsSchema = z.strictObject({
  $schema: z.string().exactOptional().describe('Where the JSON Schema of this file is, for editors.'),
  artifacts,
  backend: z
    .string()
    .trim()
    .toLowerCase()
    .min(1)
    .exactOptional()
    .describe('Executor of all tasks that name none.'),
  routing,
  executors: z.record(z.string(), executor).default({}).describe('Programs that carry out tasks, by name.'),
  limits,
  budget,
  landing,
  workspace: z
    .literal('worktree')
    .default('worktree')
    .describe('Where runs work: each in a Git worktree of its own.'),
  verify,
  review: z
    .enum(['off', 'task', 'batch'])
    .default('off')
    .describe(
      'Whether work is reviewed before it lands, by whom the policy names for that: each task by itself, or those of an artifact that run at the same time together.',
    ),
  refine: refineSettingsSchema,
  setup: command
    .exactOptional()
    .describe('Prepares a fresh workspace when its dependencies cannot be shared.'),
  approval: approvalSchema,
  tolerances: tolerancesSchema,
  notify: notifySchema,
  hooks,
  schedule,
  retention,
});

/** Everything a repository can set, complete: what `.planexrc` does not say has its default. */
export type Settings = Omit<z.output<typeof settingsSchema>, '$schema'>;

/** Names that `.planexrc` cannot give to an executor of its own. */
export const BUILT_IN_EXECUTORS: readonly string[] = ['shell', 'codex', 'claude', 'gemini', PERSON];
