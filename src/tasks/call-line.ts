import { z } from '../schema.ts';
import { usageSchema } from './usage.ts';

/** How a call of a backend can fail, and so what may be done about it. */
export const FAILURE_CLASSES = [
  /** A limit of the account: a state of the backend and no failure of the task. */
  'rate-limited',
  /** Not signed in, or not allowed. */
  'auth',
  /** One of planex's own time limits ended it. */
  'timeout',
  /** Its program could not be started. */
  'missing',
  /** The service has no capacity, or does not answer. */
  'overloaded',
  /** The conversation does not fit the model any more. */
  'context-overflow',
  /** The conversation to go on with is not there any more: a new one can be started. */
  'conversation-lost',
  /** The CLI refused what it was to do. */
  'denied',
  /** It ended without a word on how it went. */
  'cut-off',
  'other',
] as const;

export type FailureClass = (typeof FAILURE_CLASSES)[number];

const told = { /** ISO 8601. */ at: z.string(), /** Id of the call. */ call: z.string() };

/**
 * One line of the ledger of calls. Each line stands for itself and is added once, so that lines of several processes can
 * stand in one file and a crash loses at most the line that was being written.
 */
export const callLineSchema = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({
      ...told,
      type: z.literal('started'),
      backend: z.string(),
      model: z.string().optional(),
      /** Absent for calls that nothing asked for but a person, such as `planex exec`; without a task for those of a plan as a whole. */
      of: z
        .object({
          artifact: z.string(),
          task: z.string().optional(),
          digest: z.string().optional(),
          run: z.string().optional(),
        })
        .optional(),
    }),
    /** What was used since the last such line of the call. */
    z.object({ ...told, type: z.literal('used'), usage: usageSchema }),
    z.object({
      ...told,
      type: z.literal('ended'),
      /** `stopped`: ended by planex; `lost`: planex died before it could tell; `refused`: a cap was reached, so it never went out. */
      how: z.enum(['answered', 'stopped', 'lost', 'refused', ...FAILURE_CLASSES]),
      wallMs: z.number(),
      message: z.string().optional(),
      /** When the limit that was hit is lifted (ISO 8601), as far as the backend said. */
      resetAt: z.string().optional(),
      /** False for programs that use no model, whose silence on tokens means none. */
      metered: z.boolean(),
    }),
    /** A person says that the limit of a backend need not be waited for any longer. */
    z.object({ type: z.literal('lifted'), at: told.at, backend: z.string() }),
    /** Artifacts were renamed, all at once: what is spent for each adds up. The same `id` twice counts once. */
    z.object({
      type: z.literal('renamed'),
      at: told.at,
      from: z.string(),
      to: z.string(),
      id: z.string().optional(),
      together: z.array(z.object({ from: z.string(), to: z.string() })).optional(),
    }),
    /** What the backend said of its limit, without having hit it. */
    z.object({
      ...told,
      type: z.literal('allowance'),
      remainingPercent: z.number().optional(),
      resetAt: z.string().optional(),
    }),
  ]),
);

export type CallLine = z.infer<typeof callLineSchema>;
