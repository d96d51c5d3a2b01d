import type { Finding, Review } from '../tasks/findings.ts';
import type { DRIFT_CHOICES, HOOK_CHOICES, RefineEnd, STUCK_CHOICES } from './manifest.ts';

/** What a call took, as far as it is known. */
export interface CallSpend {
  tokens?: number;
  toolUses?: number;
}

/** What came of asking for a review of the whole plan. */
export type ReviewReply =
  | { kind: 'review'; review: Pick<Review, 'verdict' | 'findings'>; degraded: boolean }
  | { kind: 'malformed' }
  | { kind: 'error'; message: string };

/** What came of asking which items of the list are dealt with. A reply that says nothing of an item leaves it open. */
export type VerifyReply =
  | { kind: 'verified'; fixed: number[]; parked: Finding[] }
  | { kind: 'error'; message: string };

/** Something that has happened to a refinement. Instants are ISO 8601. */
export type RefineEvent =
  | { type: 'review:started'; at: string; digest: string; base?: string; branch?: string; call?: string }
  /** `digest` is that of the plan at this moment. */
  | { type: 'review:ended'; at: string; digest: string; reply: ReviewReply; spend: CallSpend }
  | { type: 'verify:ended'; at: string; digest: string; reply: VerifyReply; spend: CallSpend }
  | { type: 'stuck:answered'; choice: (typeof STUCK_CHOICES)[number] }
  | { type: 'fix:started'; at: string; call?: string }
  | {
      type: 'fix:ended';
      at: string;
      /** Digest of the plan with the edit. */
      digest: string;
      /** Sentinels that are gone; undefined when the plan has none to lose. */
      lost: string[] | undefined;
      strays: string[];
      spend: CallSpend;
    }
  | { type: 'drift:answered'; choice: (typeof DRIFT_CHOICES)[number] }
  | { type: 'commit:landed'; commit: string }
  | { type: 'commit:refused'; output: string }
  | { type: 'hook:answered'; choice: (typeof HOOK_CHOICES)[number] }
  /** What the round is about is not the plan any more. */
  | { type: 'round:superseded'; why: string }
  /** Nothing more can be done for now. `digest` is that of the plan; without `until` only a change of it or a person helps. */
  | { type: 'run:held'; at: string; reason: string; until?: string; digest?: string }
  | { type: 'run:resumed' }
  /** `digest` is that of the plan at its end, where there still is one. */
  | { type: 'run:ended'; at: string; status: RefineEnd; reason: string; digest?: string };
