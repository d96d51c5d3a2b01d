import { z } from '../schema.ts';

/** The closed list of codes that explain why a task waits, failed, is blocked or was cancelled. */
export const REASON_CODES = [
  'not-admitted',
  'approval',
  'draft',
  'blocked-by',
  'dirty-paths',
  'rate-limited',
  'backend-missing',
  'budget',
  'operation-in-progress',
  'commit-in-progress',
  'wrong-branch',
  'shallow',
  'removed-by-user',
  'choose-solution',
  'clarification',
  'paused',
  'tests-failing',
  'timed-out',
  'stalled',
  'auth',
  'no-changes',
  'conflict',
  'breach',
  'cancelled',
  'internal',
] as const;

export const reasonSchema = z.object({
  code: z.enum(REASON_CODES),
  message: z.string(),
  /** ISO 8601 instant after which planex tries again by itself. */
  until: z.string().optional(),
  /** The backend whose failure it is that a person has to settle. */
  backend: z.string().optional(),
  /** The command or act that lets the task go on. */
  action: z.string().optional(),
});

/** Why a task is where it is, in words for a person and a code for a program. */
export type Reason = z.infer<typeof reasonSchema>;
export type ReasonCode = Reason['code'];
