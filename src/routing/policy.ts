import { MODEL_NAME } from '../artifacts/backend-line.ts';
import { durationSchema, LONGEST_TIMER, toMs } from '../duration.ts';
import { z } from '../schema.ts';

/** What kinds of work there are; a policy says for each who does it. */
export const WORK_TYPES = [
  'exploration',
  'implementation',
  'code-review',
  'analysis',
  'research',
  'options',
  'orchestration',
] as const;

export type WorkType = (typeof WORK_TYPES)[number];

/** What a backend may do in the workspace of its run. */
export const SANDBOXES = ['read-only', 'workspace-write'] as const;

export type Sandbox = (typeof SANDBOXES)[number];

/** In place of a backend: the work is a decision, and a person's. */
export const PERSON = 'person';

/** Environment variables that name a model. */
export const MODEL_VARIABLES = [
  'CODEX_MODEL',
  'CODEX_MODEL_CODE',
  'CODEX_MODEL_LOGIC',
  'GEMINI_CODEX_FALLBACK_MODEL',
] as const;

export type ModelVariable = (typeof MODEL_VARIABLES)[number];

const backend = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/\S/, 'expected the name of a backend')
  .describe('codex, claude, gemini, shell, an executor of your own, or "person": it waits for a decision.');
const model = z
  .string()
  .regex(MODEL_NAME, 'expected the name of a model')
  .describe('Model asked for; without one, what the program itself takes.');
const modelFrom = z
  .array(z.enum(MODEL_VARIABLES))
  .describe('Environment variables that say another model; the first that is set counts.');
const sandbox = z.enum(SANDBOXES).describe('What the backend may do in the workspace of the run.');

const asked = z.strictObject({ backend, model: model.exactOptional(), modelFrom: modelFrom.exactOptional() });

const fallback = asked.extend({
  onFirstRateLimit: z
    .boolean()
    .exactOptional()
    .describe('Approved beforehand for the first rate limit, and for nothing else.'),
});

const details = {
  also: asked.nullable().exactOptional().describe('Who answers the same question beside it; null: nobody.'),
  model: model.exactOptional(),
  modelFrom: modelFrom.exactOptional(),
  effort: z
    .string()
    .regex(/^[a-z]{1,20}$/, 'expected one word')
    .exactOptional()
    .describe('How hard the model thinks, in the words of its program.'),
  wallClock: durationSchema(LONGEST_TIMER).exactOptional().describe('Instead of limits.wallClock.'),
  fallback: fallback
    .nullable()
    .exactOptional()
    .describe('Who may take over after a failure, once a person has approved it; null: nobody.'),
};

/** A row of a preset, which has to say who does the work and what it may do. */
const presetRowSchema = z
  .strictObject({ work: z.enum(WORK_TYPES), backend, sandbox, ...details })
  .transform(withMs);

/** A row of the user's own: what it leaves out stays as the preset has it. */
export const ownRowSchema = z
  .strictObject({
    work: z.enum(WORK_TYPES).describe('The kind of work that this row is about.'),
    backend: backend.exactOptional(),
    sandbox: sandbox.exactOptional(),
    ...details,
  })
  .transform(withMs);

/** From the name of a model as it is asked for to the name it goes by today. */
export const modelMapSchema = z.record(z.string(), model);

/** A policy as `config/presets/*.json` states it. */
export const policySchema = z.strictObject({
  name: z.string(),
  rows: z.array(presetRowSchema).length(WORK_TYPES.length),
  models: modelMapSchema,
});

function withMs<R extends { wallClock?: string }>({
  wallClock,
  ...row
}: R): Omit<R, 'wallClock'> & { wallClockMs?: number } {
  return { ...row, ...(wallClock === undefined ? {} : { wallClockMs: toMs(wallClock) }) };
}

/** Who does one kind of work, and how. */
export type PolicyRow = z.output<typeof presetRowSchema>;
export type OwnRow = z.output<typeof ownRowSchema>;
/** A backend beside or after the first, as a row names it. */
export type AskedOf = z.output<typeof asked>;
export type Policy = z.output<typeof policySchema>;
