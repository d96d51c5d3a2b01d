import { toSarif } from '../artifacts/sarif.ts';
import { describeDrift } from './describe-drift.ts';
import type { Drift } from './find-drift.ts';

const RULES: Record<Drift['rule'], string> = {
  'sentinel-vanished': 'A load-bearing statement is gone from its plan.',
  'marker-lost': 'A load-bearing statement still stands, but its marker is gone.',
};

/** Losses as a log of SARIF. */
export function driftToSarif(drift: readonly Drift[], version: string): unknown {
  const rules = Object.entries(RULES).map(([id, text]) => ({ id, text }));
  const results = drift.map((one) => ({
    rule: one.rule,
    level: 'error' as const,
    message: describeDrift(one),
    path: one.path,
    line: one.line,
    fingerprint: { sentinel: `${one.path}:${one.sentinel}` },
  }));
  return toSarif({ name: 'planex guard', version, rules }, results);
}
