import { applyEvent } from '../../src/refine/apply-event.ts';
import type { Manifest } from '../../src/refine/manifest.ts';
import type { RefineEvent, ReviewReply } from '../../src/refine/refine-event.ts';
import type { Finding } from '../../src/tasks/findings.ts';

export const AT = '2026-03-01T10:00:00.000Z';

export function makeFinding(title: string, change: Partial<Finding> = {}): Finding {
  const rest = { body: `what is wrong: ${title}`, file: 'plan.md', line_start: 3, line_end: 4 };
  return { severity: 'high', title, ...rest, confidence: 0.8, recommendation: `mend ${title}`, ...change };
}

export function makeManifest(change: Partial<Manifest> = {}): Manifest {
  return {
    schema_version: 1,
    plan_path: '/home/ada/plan.md',
    plan_slug: 'plan',
    run_id: 'plan-20260301T100000Z',
    started_at: AT,
    status: 'in_progress',
    current_round: 0,
    rounds: [],
    ...change,
  };
}

export function applyAll(manifest: Manifest, events: readonly RefineEvent[]): Manifest {
  return events.reduce(applyEvent, manifest);
}

export function reviewOf(findings: Finding[], verdict?: 'approve' | 'needs-attention'): ReviewReply {
  const said = verdict ?? (findings.length === 0 ? 'approve' : 'needs-attention');
  return { kind: 'review', review: { verdict: said, findings }, degraded: false };
}

/** A review of the bytes named `digest`, which the plan still has at its end unless told otherwise. */
export function reviewed(digest: string, reply: ReviewReply, digestAfter = digest): RefineEvent[] {
  return [
    { type: 'review:started', at: AT, digest },
    { type: 'review:ended', at: AT, digest: digestAfter, reply, spend: { tokens: 10, toolUses: 1 } },
  ];
}

export function fixed(digest: string, lost: string[] | undefined = []): RefineEvent[] {
  return [
    { type: 'fix:started', at: AT },
    { type: 'fix:ended', at: AT, digest, lost, strays: [], spend: { tokens: 5 } },
  ];
}

export function landed(commit: string): RefineEvent {
  return { type: 'commit:landed', commit };
}
