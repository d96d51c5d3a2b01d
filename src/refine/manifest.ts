import { checkShape, z } from '../schema.ts';
import { findingSchema } from '../tasks/findings.ts';

/** How a refinement can end, in the words of its record. */
export const REFINE_ENDS = [
  'completed_clean',
  'completed_cap',
  'aborted_codex_error',
  'aborted_malformed_output',
  'aborted_drift',
  'aborted_implementer_noop',
  'aborted_commit_failed',
] as const;

export type RefineEnd = (typeof REFINE_ENDS)[number];

/** What can be done about findings that keep coming back. */
export const STUCK_CHOICES = ['expand', 'terminate', 'continue'] as const;
/** What can be done about an edit that loses sentinels. */
export const DRIFT_CHOICES = ['abort', 'override', 'revert'] as const;
/** What can be done about a commit that was refused. */
export const HOOK_CHOICES = ['retry', 'abort'] as const;

/** `review` reads the whole plan anew each round; `verify` hunts once and then only asks whether that list is dealt with. */
export const REFINE_MODES = ['review', 'verify'] as const;

export type RefineMode = (typeof REFINE_MODES)[number];

const text = z.string().optional();
const number = z.number().optional();
const findings = z.array(findingSchema).optional();

const roundSchema = z.lazy(() =>
  z.looseObject({
    round: z.int(),
    codex_started_at: text,
    codex_ended_at: text,
    codex_elapsed_seconds: number,
    codex_tokens: number,
    codex_tool_uses: number,
    implementer_started_at: text,
    implementer_ended_at: text,
    implementer_elapsed_seconds: number,
    implementer_tokens: number,
    implementer_tool_uses: number,
    /** Digest of the bytes that the reviewer was given. */
    plan_sha256_before: text,
    /** The commit that was checked out when the review began, and its branch. */
    base: text,
    branch: text,
    /** Marks of the processes of the two calls, by which what is left of them is found after a kill. */
    codex_call: text,
    implementer_call: text,
    /** Digest of the bytes as the implementer left them. */
    plan_sha256_after: text,
    commit: text,
    drift: z.enum(['ok', 'unguarded', 'fail', 'overridden', 'reverted']).optional(),
    /** Sentinels that the implementer's edit has lost. */
    drift_lost: z.array(z.string()).optional(),
    verdict: text,
    severities: z.record(z.string(), z.number()).optional(),
    /** Severity times confidence of the worst finding, 0 to 1. */
    worst: number,
    findings,
    /** True when the findings were gleaned from prose. */
    degraded: z.boolean().optional(),
    malformed: z.boolean().optional(),
    /** Why there is no review. */
    error: text,
    /** In mode verify: positions in the frozen list that this review calls fixed. */
    fixed: z.array(z.int()).optional(),
    /** In mode verify: what else the reviewer came upon. Nobody acts on it. */
    parked: findings,
    on_stuck: z.enum(STUCK_CHOICES).optional(),
    on_drift: z.enum(DRIFT_CHOICES).optional(),
    on_hook: z.enum(HOOK_CHOICES).optional(),
    /** Why the edit could not be committed. */
    hook_output: text,
    /** Paths that the implementer changed beside the plan; they were put back. */
    strays: z.array(z.string()).optional(),
    /** Why the round came to nothing, so that another one takes its place. */
    superseded: text,
  }),
);

const manifestSchema = z.lazy(() =>
  z.looseObject({
    schema_version: z.literal(1),
    plan_path: z.string(),
    plan_slug: z.string(),
    run_id: z.string(),
    started_at: z.string(),
    initial_plan_sha256: text,
    status: z.enum(['in_progress', ...REFINE_ENDS]),
    current_round: z.int(),
    rounds: z.array(roundSchema),
    ended_at: text,
    /** Digest of the plan when the run ended. */
    final_plan_sha256: text,
    /** True for a run that the daemon began by itself. */
    background: z.boolean().optional(),
    /** Why nothing more was done for now: a limit, a cap, something in the way. `until` is when it may be tried again. */
    held: z.object({ reason: z.string(), at: z.string(), until: text, plan_sha256: text }).optional(),
    mode: z.enum(REFINE_MODES).optional(),
    max_rounds: number,
    /** The backend that reviews, and the one that edits. */
    reviewer: text,
    implementer: text,
    /** The run that a person began afresh in the place of this one, which is not gone on with. */
    replaced_by: text,
    /** Why it ended, for people. */
    reason: text,
    /** In mode verify: what the first review found. It is never added to. */
    frozen: findings,
    /** Findings that a person was asked about because they keep coming back. */
    stuck_asked: findings,
  }),
);

/** One round of a refinement; which fields it has says how far it came. */
export type Round = z.output<typeof roundSchema>;

/** The record of one refinement: all that is needed to go on with it after any interruption. */
export type Manifest = z.output<typeof manifestSchema>;

/** The manifest in a text, or undefined when there is none that can be understood. Fields it does not know are kept. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    // Others write null where nothing is known.
    const checked = checkShape(
      manifestSchema,
      JSON.parse(text, (_key, value) => value ?? undefined),
    );
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}
