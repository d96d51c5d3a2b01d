import type { Finding } from '../tasks/findings.ts';
import { findStuck, wasAskedAbout } from './find-stuck.ts';
import type { Manifest, RefineEnd, Round } from './manifest.ts';
import { listOpen, listTodo, type OpenItem } from './open-items.ts';
import { isReviewed, isRoundOver } from './round-stage.ts';
import { findDivergence } from './worst-finding.ts';

/** What is to be done next about a refinement. */
export type RefineStep =
  | { do: 'review'; round: number }
  | { do: 'verify'; round: number; items: OpenItem[] }
  | { do: 'ask-stuck'; findings: Finding[] }
  /** `beyond` are those for which more of the plan than they name may be changed. */
  | { do: 'fix'; round: number; findings: Finding[]; beyond: Finding[] }
  | { do: 'ask-drift'; lost: string[] }
  | { do: 'commit'; round: number }
  | { do: 'ask-hook'; output: string }
  | { do: 'finish'; status: RefineEnd; reason: string }
  | { do: 'nothing'; status: RefineEnd };

/** How often the plan is reviewed at most. */
export const MOST_ROUNDS = { review: 20, verify: 4 } as const;

/*
 *          ┌──────────────────────── committed, or superseded ───────────────────────┐
 *          ▼                                                                         │
 *   round free? ─▶ review ─┬─▶ anything to do? ─▶ diverging? ─▶ stuck? ─▶ fix ─▶ drift? ─▶ commit
 *     │ no                 │     │ no               │ yes        │ ask     │ no-op   │ ask    │ ask
 *     ▼                    ▼     ▼                  ▼            ▼         ▼         ▼        ▼
 *   cap         error, malformed clean              cap          cap      noop     drift   commit failed
 *
 * In mode verify the first review freezes the list and each later one says which of its items are fixed; nothing is diverging
 * or stuck there.
 */

/** Decides from the record alone, so that it says the same after any interruption. */
export function nextStep(manifest: Manifest): RefineStep {
  if (manifest.status !== 'in_progress') return { do: 'nothing', status: manifest.status };
  const round = manifest.rounds.at(-1);
  if (round === undefined || isRoundOver(round)) return beginRound(manifest, (round?.round ?? 0) + 1);
  if (round.error !== undefined) return finish('aborted_codex_error', round.error);
  if (round.malformed === true) {
    return finish('aborted_malformed_output', 'the reply of the reviewer could not be understood');
  }
  if (!isReviewed(round)) return askReviewer(manifest, round.round);
  return round.implementer_ended_at === undefined ? judgeReview(manifest, round) : judgeFix(round);
}

function beginRound(manifest: Manifest, number: number): RefineStep {
  const most = manifest.max_rounds ?? MOST_ROUNDS[manifest.mode ?? 'review'];
  if (number <= most) return askReviewer(manifest, number);
  return finish('completed_cap', `${most} rounds are over, and the reviewer is not content`);
}

function askReviewer(manifest: Manifest, round: number): RefineStep {
  if (manifest.frozen === undefined) return { do: 'review', round };
  return { do: 'verify', round, items: listOpen(manifest) };
}

function judgeReview(manifest: Manifest, round: Round): RefineStep {
  const todo = listTodo(manifest, round);
  if (todo.length === 0) {
    if (round.verdict === 'approve') return finish('completed_clean', 'the reviewer has nothing left to say');
    return finish('aborted_implementer_noop', 'the reviewer asks for changes and names none to act on');
  }
  const rising = manifest.frozen === undefined ? findDivergence(manifest.rounds) : undefined;
  if (rising !== undefined) {
    return finish('completed_cap', `diverging: the worst finding rates ${rising.join(' → ')}`);
  }
  // On the frozen list every finding comes back until it is fixed; there the cap is what ends it.
  const stuck = manifest.frozen === undefined ? findStuck(manifest, round, todo) : [];
  if (round.on_stuck === 'terminate') {
    return finish('completed_cap', `stuck: ${stuck.length} finding(s) keep coming back`);
  }
  const isNew = stuck.length > 0 && !wasAskedAbout(stuck, manifest.stuck_asked ?? []);
  if (round.on_stuck === undefined && isNew) return { do: 'ask-stuck', findings: stuck };
  const beyond = round.on_stuck === 'expand' ? stuck : [];
  return { do: 'fix', round: round.round, findings: todo, beyond };
}

function judgeFix(round: Round): RefineStep {
  if (round.plan_sha256_after === round.plan_sha256_before) {
    return finish(
      'aborted_implementer_noop',
      'the implementer changed nothing, so the next review would be the same',
    );
  }
  if (round.drift === 'fail') {
    const lost = round.drift_lost ?? [];
    if (round.on_drift === undefined) return { do: 'ask-drift', lost };
    return finish('aborted_drift', `the edit loses ${lost.map((text) => `\`${text}\``).join(', ')}`);
  }
  if (round.hook_output === undefined) return { do: 'commit', round: round.round };
  if (round.on_hook === undefined) return { do: 'ask-hook', output: round.hook_output };
  return finish('aborted_commit_failed', round.hook_output.split('\n')[0] ?? '');
}

function finish(status: RefineEnd, reason: string): RefineStep {
  return { do: 'finish', status, reason };
}
