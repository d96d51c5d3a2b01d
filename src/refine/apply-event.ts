import { isActionable, SEVERITIES } from '../tasks/findings.ts';
import { findStuck } from './find-stuck.ts';
import type { Manifest, Round } from './manifest.ts';
import { listOpen, listTodo } from './open-items.ts';
import type { CallSpend, RefineEvent, ReviewReply, VerifyReply } from './refine-event.ts';
import { isRoundOver } from './round-stage.ts';
import { rateWorst } from './worst-finding.ts';

const CHANGED = 'the plan was changed while it was reviewed';

/** The record after an event. The record before stays as it is. */
export function applyEvent(manifest: Manifest, event: RefineEvent): Manifest {
  switch (event.type) {
    case 'review:started':
      return startReview(manifest, event);
    case 'review:ended':
      return endReview(manifest, event);
    case 'verify:ended':
      return endVerify(manifest, event);
    case 'stuck:answered': {
      const round = lastRound(manifest);
      const stuck = findStuck(manifest, round, listTodo(manifest, round));
      const asked = [...(manifest.stuck_asked ?? []), ...stuck];
      return { ...changeRound(manifest, { on_stuck: event.choice }), stuck_asked: asked };
    }
    case 'fix:started':
      return changeRound(manifest, {
        implementer_started_at: event.at,
        ...(event.call === undefined ? {} : { implementer_call: event.call }),
      });
    case 'fix:ended': {
      const { lost, strays, digest, at } = event;
      const started = lastRound(manifest).implementer_started_at;
      return changeRound(manifest, {
        ...spell('implementer', started, at, event.spend),
        plan_sha256_after: digest,
        drift: lost === undefined ? 'unguarded' : lost.length > 0 ? 'fail' : 'ok',
        ...(lost !== undefined && lost.length > 0 ? { drift_lost: lost } : {}),
        ...(strays.length > 0 ? { strays } : {}),
      });
    }
    case 'drift:answered': {
      const choice = { on_drift: event.choice };
      if (event.choice === 'abort') return changeRound(manifest, choice);
      if (event.choice === 'override') return changeRound(manifest, { ...choice, drift: 'overridden' });
      const superseded = 'its edit lost sentinels and was taken back';
      return changeRound(manifest, { ...choice, drift: 'reverted', superseded });
    }
    case 'commit:landed':
      return changeRound(manifest, { commit: event.commit });
    case 'commit:refused':
      return changeRound(manifest, { hook_output: event.output });
    case 'hook:answered': {
      if (event.choice === 'abort') return changeRound(manifest, { on_hook: 'abort' });
      const { hook_output: _, ...round } = lastRound(manifest);
      return { ...manifest, rounds: [...manifest.rounds.slice(0, -1), round] };
    }
    case 'round:superseded':
      return changeRound(manifest, { superseded: event.why });
    case 'run:held': {
      const { at, reason, until, digest } = event;
      return { ...manifest, held: { at, reason, until, plan_sha256: digest } };
    }
    case 'run:resumed': {
      const { held: _, ...run } = manifest;
      return run;
    }
    case 'run:ended': {
      const { status, reason, at, digest } = event;
      const final = digest === undefined ? {} : { final_plan_sha256: digest };
      return { ...manifest, status, reason, ended_at: at, ...final };
    }
  }
}

/** A review that was begun and never ended is begun again in its round. */
function startReview(manifest: Manifest, event: Extract<RefineEvent, { type: 'review:started' }>): Manifest {
  const last = manifest.rounds.at(-1);
  const isNew = last === undefined || isRoundOver(last);
  const number = isNew ? (last?.round ?? 0) + 1 : last.round;
  const { at, digest, base, branch, call } = event;
  const round = {
    round: number,
    codex_started_at: at,
    plan_sha256_before: digest,
    ...(base === undefined ? {} : { base }),
    ...(branch === undefined ? {} : { branch }),
    ...(call === undefined ? {} : { codex_call: call }),
  };
  const before = isNew ? manifest.rounds : manifest.rounds.slice(0, -1);
  return { ...manifest, current_round: number, rounds: [...before, round] };
}

function endReview(
  manifest: Manifest,
  event: { at: string; digest: string; reply: ReviewReply; spend: CallSpend },
): Manifest {
  const { reply, at, digest, spend } = event;
  const round = lastRound(manifest);
  const ended = spell('codex', round.codex_started_at, at, spend);
  if (reply.kind === 'error') return changeRound(manifest, { ...ended, error: reply.message });
  if (reply.kind === 'malformed') return changeRound(manifest, { ...ended, malformed: true });
  const { verdict, findings } = reply.review;
  const actionable = findings.filter(isActionable);
  const isApproval = verdict === 'approve' && actionable.length === 0;
  const reviewed = changeRound(manifest, {
    ...ended,
    verdict,
    findings,
    severities: Object.fromEntries(
      SEVERITIES.map((name) => [name, actionable.filter(({ severity }) => severity === name).length]),
    ),
    worst: rateWorst(actionable),
    ...(reply.degraded ? { degraded: true } : {}),
    ...(isApproval && digest !== round.plan_sha256_before ? { superseded: CHANGED } : {}),
  });
  if (manifest.mode !== 'verify' || manifest.frozen !== undefined || isApproval) return reviewed;
  return { ...reviewed, frozen: actionable };
}

function endVerify(
  manifest: Manifest,
  event: { at: string; digest: string; reply: VerifyReply; spend: CallSpend },
): Manifest {
  const { reply, at, digest, spend } = event;
  const round = lastRound(manifest);
  const ended = spell('codex', round.codex_started_at, at, spend);
  if (reply.kind === 'error') return changeRound(manifest, { ...ended, error: reply.message });
  const { parked } = reply;
  if (digest !== round.plan_sha256_before) {
    return changeRound(manifest, { ...ended, parked, superseded: CHANGED });
  }
  const open = listOpen(manifest);
  const fixed = open.map(({ position }) => position).filter((position) => reply.fixed.includes(position));
  const isApproval = fixed.length === open.length;
  const verdict = isApproval ? 'approve' : 'needs-attention';
  const left = open.filter(({ position }) => !fixed.includes(position)).map(({ finding }) => finding);
  return changeRound(manifest, { ...ended, verdict, fixed, parked, findings: left, worst: rateWorst(left) });
}

function lastRound({ rounds }: Manifest): Round {
  const round = rounds.at(-1);
  if (round === undefined) throw new Error('no round has begun');
  return round;
}

function changeRound(manifest: Manifest, change: Partial<Round>): Manifest {
  const round: Round = { ...lastRound(manifest), ...change };
  return { ...manifest, rounds: [...manifest.rounds.slice(0, -1), round] };
}

/** When a call ended and what it took, in the words of the record. What its backend did not tell is left out: it is not zero. */
function spell(
  who: 'codex' | 'implementer',
  startedAt: string | undefined,
  endedAt: string,
  { tokens, toolUses }: CallSpend,
): Partial<Round> {
  const tookMs = startedAt === undefined ? 0 : Date.parse(endedAt) - Date.parse(startedAt);
  return {
    [`${who}_ended_at`]: endedAt,
    [`${who}_elapsed_seconds`]: Math.max(0, Math.round(tookMs / 1_000)),
    ...(tokens === undefined ? {} : { [`${who}_tokens`]: tokens }),
    ...(toolUses === undefined ? {} : { [`${who}_tool_uses`]: toolUses }),
  };
}
