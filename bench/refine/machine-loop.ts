import { applyEvent } from '../../src/refine/apply-event.ts';
import type { Manifest, RefineMode } from '../../src/refine/manifest.ts';
import { nextStep } from '../../src/refine/next-step.ts';
import type { RefineEvent } from '../../src/refine/refine-event.ts';
import { type LoopEnd, priceCall } from './loop.ts';
import type { SimulatedPlan } from './world.ts';

const at = '2026-01-01T00:00:00.000Z';

/** Drives planex's own machine over a simulated plan, with one answer to what is stuck. */
export function runMachine(
  plan: SimulatedPlan,
  mode: RefineMode,
  onStuck: 'terminate' | 'continue',
): LoopEnd {
  let manifest: Manifest = {
    schema_version: 1,
    plan_path: '/plan.md',
    plan_slug: 'plan',
    run_id: 'plan',
    started_at: at,
    status: 'in_progress',
    current_round: 0,
    rounds: [],
    mode,
  };
  let tokens = 0;
  const apply = (...events: RefineEvent[]): void => {
    for (const event of events) manifest = applyEvent(manifest, event);
  };
  while (true) {
    const step = nextStep(manifest);
    const digest = plan.digest();
    switch (step.do) {
      case 'review': {
        const findings = plan.review();
        tokens += priceCall('review', findings.length);
        const verdict = findings.length === 0 ? 'approve' : 'needs-attention';
        const reply = { kind: 'review', review: { verdict, findings }, degraded: false } as const;
        apply({ type: 'review:started', at, digest }, { type: 'review:ended', at, digest, reply, spend: {} });
        break;
      }
      case 'verify': {
        tokens += priceCall('verify', step.items.length);
        const { fixed, parked } = plan.verify(step.items.map(({ finding }) => finding));
        const closed = step.items.filter((_item, index) => fixed[index]).map(({ position }) => position);
        const reply = { kind: 'verified', fixed: closed, parked } as const;
        apply({ type: 'review:started', at, digest }, { type: 'verify:ended', at, digest, reply, spend: {} });
        break;
      }
      case 'fix':
        tokens += priceCall('fix', step.findings.length);
        plan.fix(step.findings);
        apply({ type: 'fix:ended', at, digest: plan.digest(), lost: [], strays: [], spend: {} });
        break;
      case 'commit':
        apply({ type: 'commit:landed', commit: digest });
        break;
      case 'ask-stuck':
        apply({ type: 'stuck:answered', choice: onStuck });
        break;
      case 'ask-drift':
      case 'ask-hook':
        throw new Error('nothing of the kind is simulated');
      case 'finish':
        apply({ type: 'run:ended', at, status: step.status, reason: step.reason });
        break;
      case 'nothing':
        return { rounds: manifest.current_round, tokens, end: nameEnd(manifest) };
    }
  }
}

function nameEnd({ status, reason = '' }: Manifest): LoopEnd['end'] {
  if (status === 'completed_clean') return 'clean';
  if (status !== 'completed_cap') return 'other';
  return reason.startsWith('stuck') ? 'stuck' : reason.startsWith('diverging') ? 'diverging' : 'cap';
}
