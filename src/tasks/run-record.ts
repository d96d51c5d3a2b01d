import { z } from '../schema.ts';
import { conversationSchema } from './conversation.ts';
import { executorReportSchema } from './executor-report.ts';
import { findingSchema } from './findings.ts';
import { reasonSchema } from './reason.ts';

/*
 * claimed ─▶ preparing ─▶ executing ─▶ verifying ─▶ reviewing ─▶ committing ─▶ landing ─▶ ended
 *                                          ▲  ▲            │  ▲                       │
 *                               repaired ──┤  └── mended ──┘  └─ now another patch ───┤
 *                                          └────────── base moved: rebase ────────────┘
 * Reviewing is left out where the settings ask for no review. A run may wait there, or before landing, with nobody at it.
 * Every arrow is written durably before the next step begins.
 */
export const RUN_STEPS = [
  'claimed',
  'preparing',
  'executing',
  'verifying',
  'reviewing',
  'committing',
  'landing',
  'ended',
] as const;

export const runRecordSchema = z.object({
  version: z.literal(1),
  runId: z.string(),
  taskId: z.string(),
  /** Task digest at dispatch. */
  digest: z.string(),
  /** That of its text alone, where its plan recurs. */
  textDigest: z.string().optional(),
  artifactPath: z.string(),
  /** `sha256:<hex>` of the artifact's bytes at dispatch. */
  artifactDigest: z.string(),
  label: z.string(),
  title: z.string(),
  backend: z.string(),
  /** Declared paths, or `everything` when the task declares none. */
  footprint: z.union([z.literal('everything'), z.array(z.string())]),
  /** Branch that the result lands on. */
  target: z.string(),
  /** Commit the workspace was made from. */
  base: z.string(),
  step: z.enum(RUN_STEPS),
  startedAt: z.string(),
  /** Later than all that had left its path by then: set where the clock was behind that, and `startedAt` would not tell. */
  placedAt: z.string().optional(),
  stepAt: z.string(),
  endedAt: z.string().optional(),
  /** The executor's process while it runs; `startTime` tells it from a later process with the same pid. */
  process: z.object({ pid: z.number(), startTime: z.string() }).optional(),
  /** The backend's own conversation, as soon as it has told its id. */
  conversation: conversationSchema.optional(),
  /** The earlier run whose work and conversation this one goes on with. */
  resumes: z.string().optional(),
  /** The earlier run whose finished work this one brings in, so that nobody is asked to do it. */
  takesOver: z.string().optional(),
  /** True when the work is an answer, which changes no file. */
  answered: z.boolean().optional(),
  /** What its executor reports for the living sections of the plan. */
  report: executorReportSchema.optional(),
  /** What reviews said of the work; each is bound to the digest of the patch that it saw. */
  reviews: z
    .array(
      z.object({
        digest: z.string(),
        verdict: z.enum(['approve', 'needs-attention']),
        findings: z.array(findingSchema),
        summary: z.string().optional(),
        by: z.string(),
      }),
    )
    .optional(),
  /** Digest of the patch that was verified and is to be reviewed. */
  patch: z.string().optional(),
  /** Who is to review it, as long as there is no verdict on it. */
  reviewer: z.string().optional(),
  /** True once the work was given back to be mended: that is done once. */
  mended: z.boolean().optional(),
  /** How often the work was given back because its verification failed. */
  repairs: z.number().int().optional(),
  /** Who found what is being mended, from before the executor is asked to until its end is recorded. */
  givenBackBy: z.enum(['verification', 'review']).optional(),
  /** How often planex died, or a disk failed, while the executor was mending the work. */
  cutShort: z.number().int().optional(),
  workspace: z.string().optional(),
  /** The finished commit, kept under `refs/planex/runs/<run id>` until it lands. */
  commit: z.string().optional(),
  /** Repository-relative paths the commit touches. */
  paths: z.array(z.string()).optional(),
  tests: z
    .object({
      result: z.enum(['passed', 'failed', 'skipped']),
      /** What ran, or why nothing did. */
      summary: z.string(),
    })
    .optional(),
  /** Why work that is done has not been reviewed or has not landed yet. */
  waiting: reasonSchema.optional(),
  outcome: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('landed'), commit: z.string() }),
      z.object({ kind: z.literal('failed'), reason: reasonSchema }),
      z.object({ kind: z.literal('cancelled'), reason: reasonSchema }),
      /** Nothing was wrong with the task: it goes back into the queue (conflict with a newer base, daemon stopped). */
      z.object({ kind: z.literal('requeued'), reason: reasonSchema }),
    ])
    .optional(),
  /** How often the daemon died in the step that the run is in. */
  deaths: z.number().int(),
});

/** One attempt at a task, as kept on disk. */
export type RunRecord = z.infer<typeof runRecordSchema>;
export type RunStep = RunRecord['step'];
export type RunOutcome = NonNullable<RunRecord['outcome']>;

/** What tells where the artifact of a run stands now. */
export type RunPlace = Pick<RunRecord, 'artifactPath' | 'startedAt' | 'placedAt'>;
