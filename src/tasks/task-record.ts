import { z } from '../schema.ts';
import { approvalRuleSchema } from './approval-rule.ts';
import { FAILURE_CLASSES } from './call-line.ts';
import { conversationSchema } from './conversation.ts';
import { breachSchema, grantSchema } from './breach.ts';
import { reasonSchema } from './reason.ts';

const spendSchema = z.object({
  calls: z.number(),
  wallMs: z.number(),
  tokens: z.number(),
  costUsd: z.number(),
  unknownTokens: z.number(),
  unknownCost: z.number(),
});

const taskRecordSchema = z.object({
  /** Runs that ended by their own doing; a death of the daemon is not an attempt. */
  attempts: z.number().int().default(0),
  lastRun: z.string().optional(),
  /** When its latest runs ended, by which a task that never comes to rest is told. */
  recentRuns: z.array(z.string()).optional(),
  /** The last failure, valid while the task's digest is the same. */
  failure: z.object({ digest: z.string(), reason: reasonSchema, run: z.string() }).optional(),
  /** A backend failed: the task waits for a person to allow another one, to try again, or to end it. */
  approval: z
    .object({
      digest: z.string(),
      run: z.string(),
      backend: z.string(),
      failure: z.enum(FAILURE_CLASSES),
      message: z.string(),
      /** What mends it, in the backend's own terms. */
      action: z.string().optional(),
      /** What the policy would fall back to. */
      fallback: z.string().optional(),
    })
    .optional(),
  /** A person allowed this backend instead of the routed one; valid while the task's digest is the same. */
  fallback: z.object({ digest: z.string(), backend: z.string(), at: z.string() }).optional(),
  /** The executor pushed back: the task waits for an answer. */
  question: z
    .object({
      digest: z.string(),
      run: z.string(),
      case: z.string(),
      question: z.string(),
      options: z.array(z.string()),
    })
    .optional(),
  /** What a person answered to such questions, newest last. */
  answers: z
    .array(
      z.object({
        digest: z.string(),
        /** The run that asked. */
        run: z.string(),
        question: z.string(),
        answer: z.string(),
        at: z.string(),
      }),
    )
    .optional(),
  /** A run passed a tolerance: the task waits for a person's word. */
  breach: breachSchema.optional(),
  /** The work of this run is finished and wanted: the next run takes it up instead of doing it again. */
  kept: z.object({ digest: z.string(), run: z.string() }).optional(),
  /** How often in a row an attempt failed. */
  failures: z.object({ digest: z.string(), count: z.number().int() }).optional(),
  /** How long runs have worked, by run; those of long ago are added up under an empty name. */
  worked: z.array(z.object({ run: z.string(), digest: z.string(), ms: z.number() })).optional(),
  /** The wait for a person that somebody was told of last. */
  told: z.string().optional(),
  /** A run that did not come to its end and can be taken up in the backend's own conversation. */
  unfinished: z
    .object({
      digest: z.string(),
      run: z.string(),
      backend: z.string(),
      conversation: conversationSchema,
      /** Where it worked: CLIs look for their conversations by folder. */
      workspace: z.string().optional(),
      /** Why its work was not taken, where it had come to an end. */
      refused: z.string().optional(),
    })
    .optional(),
  /** What the task had spent when `retry` let it go on; caps count from there. */
  forgiven: spendSchema.optional(),
  /** Set by `cancel`; valid while the task's text is the same, and for `runs`, of whatever text, that had begun by then. */
  cancelled: z
    .object({ digest: z.string(), at: z.string(), runs: z.array(z.string()).optional() })
    .optional(),
  /** What planex landed for this task; tells "removed by the user" from "never done". */
  landed: z
    .array(
      z.object({
        digest: z.string(),
        /** That of its text alone, where its plan recurred. */
        textDigest: z.string().optional(),
        commit: z.string(),
        run: z.string(),
        /** Who did it: another than the task names where a fallback took over. */
        backend: z.string().optional(),
        /** What judged the work: `tests: passed (npm test)`. */
        tests: z.string().optional(),
      }),
    )
    .default([]),
  /** Commits of the task of which it was made as a copy: they are not its own. */
  copied: z.array(z.string()).optional(),
  /** Set by `retry`: landings of this text up to now no longer count. */
  retry: z.object({ digest: z.string(), forgets: z.array(z.string()) }).optional(),
  /** How often in a row the daemon died in the same step of this task's runs. */
  deaths: z.object({ step: z.string(), count: z.number().int(), at: z.string() }).optional(),
  /** Runs in a row whose base moved under them with a conflict. */
  conflicts: z.number().int().default(0),
});

export const artifactRecordSchema = z.object({
  version: z.literal(1),
  path: z.string(),
  /** Digests of exact bytes that may run, newest last. */
  admitted: z
    .array(
      z.object({
        digest: z.string(),
        how: z.enum(['local', 'commit', 'trust', 'tick', 'approve', 'edit']),
        at: z.string(),
        /** The commit of HEAD then: what it has of the path has not come since. */
        head: z.string().optional(),
      }),
    )
    .default([]),
  /** A model wrote what is there: whatever becomes of it, nothing runs before a person has trusted it. */
  proposed: z.boolean().default(false),
  /** What a plan meant when it was approved, newest last; none as long as its Status stops it. */
  approvals: z
    .array(
      z.object({
        meaning: z.string(),
        /** By its Status in admitted bytes, by a command, by a rule, or carried along with what planex wrote itself. */
        how: z.enum(['status', 'approve', 'trust', 'planex', 'rule']),
        at: z.string(),
      }),
    )
    .default([]),
  /** The latest of them part by part, to tell what has changed since. */
  approvedParts: z.record(z.string(), z.string()).optional(),
  /** The rule by which it was approved, as it read then; its bounds hold until a person approves the plan. */
  rule: approvalRuleSchema.optional(),
  /** An approval was taken back once: what is approved again is for a person to say. */
  takenBack: z.boolean().optional(),
  /**
   * Something that let it run was first seen while a run was at work, which can have written it: it waits until a person
   * approves or trusts it, or its Status stops it.
   */
  doubted: z.boolean().optional(),
  /** Its Status stopped it when it was last seen: that it has none any more may be an executor's doing. */
  stopped: z.boolean().optional(),
  /** What planex has written into the file by itself since somebody else did: the digests before and after. */
  ownEdit: z.object({ from: z.string(), to: z.string() }).optional(),
  /** A person said that these bytes of the plan are not to run, and perhaps why; it holds until its Status lets it run again. */
  rejected: z
    .object({
      digest: z.string(),
      at: z.string(),
      why: z.string().optional(),
      /** Digests of what planex itself has made of them since. */
      edits: z.array(z.string()).optional(),
      /** As long as DRAFT is not written: the Status to be changed, and what planex has made of it since. */
      statuses: z.array(z.string()).optional(),
    })
    .optional(),
  /** Digests of bytes by which it is known under a new name, beside those that are admitted. */
  knownBytes: z.array(z.string()).optional(),
  /** Digest of the bytes that it had when it was last seen with others than were admitted last. */
  lastBytes: z.string().optional(),
  /** The path that it was renamed to, and when that was seen: what has become of it since is in the record of that. */
  movedTo: z.object({ path: z.string(), at: z.string() }).optional(),
  /** Where artifacts that stood at this path before have gone, and when, oldest first: this record is of another. */
  leftFor: z.array(z.object({ path: z.string(), at: z.string() })).optional(),
  /** When it was last taken over from another path. */
  cameAt: z.string().optional(),
  /** Paths that it had before. */
  formerly: z.array(z.string()).optional(),
  /** Digests of bytes that were admitted under such a path. */
  formerlyAdmitted: z.array(z.string()).optional(),
  /** Digests of bytes into which changes from elsewhere were merged. */
  mergedBytes: z.array(z.string()).optional(),
  tasks: z.record(z.string(), taskRecordSchema).default({}),
  /** Where the bytes of a damaged record of this artifact are kept; its tasks wait for `trust`, since what it held is not known. */
  damaged: z.string().optional(),
  /** What a person has allowed beyond the tolerances. */
  grants: z.array(grantSchema).optional(),
  /** True from a landing until the completion of the whole artifact has been reported. */
  unreported: z.boolean().default(false),
});

/** What planex remembers of one task beyond what Git says. Losing it loses counts, never work. */
export type TaskRecord = z.infer<typeof taskRecordSchema>;
/** What planex remembers of one artifact. */
export type ArtifactRecord = z.infer<typeof artifactRecordSchema>;
