import { z } from '../schema.ts';
import { reasonSchema } from './reason.ts';
import { RUN_STEPS, runRecordSchema } from './run-record.ts';

const at = z.string();
const ofRun = { at, runId: z.string(), taskId: z.string() };

/** Why an issue or plan as a whole did not succeed. */
const issueFailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('artifact-missing') }),
  z.object({ kind: z.literal('artifact-invalid') }),
  /** The executor itself ended with a failure. */
  z.object({ kind: z.literal('backend-failed'), backend: z.string() }),
  z.object({ kind: z.literal('task-failed'), taskId: z.string(), reason: reasonSchema }),
]);

export const eventSchema = z.discriminatedUnion('type', [
  z.object({ at, type: z.literal('daemon:started'), pid: z.number(), version: z.string() }),
  z.object({ at, type: z.literal('daemon:stopped'), reason: z.string() }),
  z.object({ at, type: z.literal('daemon:paused') }),
  z.object({ at, type: z.literal('daemon:unpaused') }),
  /** Something went wrong in planex itself and did not end it. */
  z.object({ at, type: z.literal('daemon:erred'), message: z.string() }),
  z.object({
    at,
    type: z.literal('artifact:seen'),
    artifact: z.string(),
    digest: z.string(),
    tasks: z.number(),
  }),
  /** `diagnostics` are lines as `formatDiagnostic` writes them. */
  z.object({
    at,
    type: z.literal('artifact:diagnosed'),
    artifact: z.string(),
    diagnostics: z.array(z.string()),
  }),
  z.object({
    ...ofRun,
    type: z.literal('run:claimed'),
    artifact: z.string(),
    title: z.string(),
    backend: z.string(),
  }),
  z.object({ ...ofRun, type: z.literal('run:step'), step: z.enum(RUN_STEPS) }),
  z.object({ ...ofRun, type: z.literal('run:waiting'), reason: reasonSchema }),
  z.object({ ...ofRun, type: z.literal('run:ended'), outcome: runRecordSchema.shape.outcome.unwrap() }),
  /** Found unfinished after a daemon's death; `action` says what was done about it. */
  z.object({ ...ofRun, type: z.literal('run:recovered'), action: z.string() }),
  z.object({ ...ofRun, type: z.literal('task:landed'), commit: z.string(), paths: z.array(z.string()) }),
  z.object({ at, type: z.literal('task:blocked'), taskId: z.string(), reason: reasonSchema }),
  /** `label` is the issue id or the plan's slug. Once per artifact and digest, after its last task. */
  z.object({ at, type: z.literal('issue:done'), artifact: z.string(), label: z.string() }),
  z.object({
    at,
    type: z.literal('issue:failed'),
    artifact: z.string(),
    label: z.string(),
    failure: issueFailureSchema,
  }),
  z.object({ at, type: z.literal('config:applied') }),
  z.object({ at, type: z.literal('config:rejected'), diagnostics: z.array(z.string()) }),
  z.object({
    at,
    type: z.literal('record:quarantined'),
    path: z.string(),
    movedTo: z.string().optional(),
    problem: z.string(),
  }),
  z.object({ at, type: z.literal('watch:degraded'), message: z.string() }),
]);

/** Something that happened, as the event log keeps it. */
export type PlanexEvent = z.infer<typeof eventSchema>;
export type IssueFailure = z.infer<typeof issueFailureSchema>;
