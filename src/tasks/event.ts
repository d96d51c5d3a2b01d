import { z } from '../schema.ts';
import { reasonSchema } from './reason.ts';
import { RUN_STEPS, runRecordSchema } from './run-record.ts';

/** `at` is an ISO 8601 instant; `message` is for people and may have several lines. */
const told = { at: z.string(), message: z.string() };
const ofRun = { ...told, taskId: z.string(), runId: z.string() };
const ofArtifact = { ...told, artifact: z.string(), /** Issue id or plan slug. */ label: z.string() };

export const eventSchema = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ ...told, type: z.literal('daemon:started'), pid: z.number(), version: z.string() }),
    z.object({ ...told, type: z.literal('daemon:stopped') }),
    z.object({ ...told, type: z.literal('daemon:paused') }),
    z.object({ ...told, type: z.literal('daemon:unpaused') }),
    /** Something went wrong in planex itself and did not end it. */
    z.object({ ...told, type: z.literal('daemon:erred') }),
    /** An artifact has errors, so nothing of it runs; `message` is its diagnostics, one a line. */
    z.object({ ...ofArtifact, type: z.literal('artifact:refused'), kind: z.enum(['plan', 'solution']) }),
    /** A rule of the settings has approved a plan. */
    z.object({ ...ofArtifact, type: z.literal('plan:approved'), rule: z.string() }),
    z.object({ ...ofRun, type: z.literal('run:claimed'), backend: z.string() }),
    z.object({ ...ofRun, type: z.literal('run:step'), step: z.enum(RUN_STEPS) }),
    z.object({ ...ofRun, type: z.literal('run:warning') }),
    /** What its backend is doing; at most one a second. */
    z.object({ ...ofRun, type: z.literal('run:progress'), tokens: z.number().optional() }),
    z.object({ ...ofRun, type: z.literal('run:waiting'), reason: reasonSchema }),
    z.object({ ...ofRun, type: z.literal('run:ended'), outcome: runRecordSchema.shape.outcome.unwrap() }),
    /** `tests` says what judged the work. */
    z.object({ ...ofRun, type: z.literal('task:landed'), commit: z.string(), tests: z.string() }),
    /** A task cannot start because of another that failed. */
    z.object({ ...told, type: z.literal('task:blocked'), taskId: z.string(), reason: reasonSchema }),
    /** Nobody could be told that a task waits for a person. */
    z.object({ ...told, type: z.literal('notify:failed'), taskId: z.string() }),
    /** What a landing had left half done was settled. */
    z.object({ ...told, type: z.literal('landing:recovered') }),
    /** All tasks of an artifact are done. */
    z.object({ ...ofArtifact, type: z.literal('issue:done') }),
    /** A task failed, and with it what the artifact wanted. */
    z.object({
      ...ofRun,
      type: z.literal('issue:failed'),
      label: z.string(),
      backend: z.string(),
      reason: reasonSchema,
    }),
    /** What the refinement of a plan in the background does, and how it stands when it ends or rests. */
    z.object({ ...told, type: z.literal('refinement:progress'), plan: z.string() }),
    z.object({ ...told, type: z.literal('refinement:ended'), plan: z.string() }),
    z.object({ ...told, type: z.literal('config:applied') }),
    z.object({ ...told, type: z.literal('config:rejected') }),
    z.object({
      ...told,
      type: z.literal('record:quarantined'),
      path: z.string(),
      movedTo: z.string().optional(),
    }),
    /** Nothing is begun as long as planex cannot write what it has to. */
    z.object({ ...told, type: z.literal('storage:unusable') }),
    z.object({ ...told, type: z.literal('storage:usable') }),
    z.object({ ...told, type: z.literal('watch:degraded') }),
  ]),
);

/** Something that happened, as the event log keeps it. */
export type PlanexEvent = z.infer<typeof eventSchema>;
