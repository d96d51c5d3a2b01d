import type { CallLedger } from '../../telemetry/call-ledger.ts';
import type { Bounds } from './bounds.ts';

/** What holds for a call, whatever carries it out: its environment, what ends it, and what it takes is counted in. */
export interface CallTerms {
  env: Record<string, string>;
  limits: { wallClockMs: number; noOutputMs: number; graceMs: number };
  ledger: CallLedger;
  bounds: Bounds;
}
