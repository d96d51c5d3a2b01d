import { errorMessage } from '../../errors.ts';
import type { ProcessExit } from '../../executors/process-exit.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { CallLedger } from '../../telemetry/call-ledger.ts';
import type { Bounds } from './bounds.ts';
import { type CallMeter, startMeter } from './call-meter.ts';

/** A call of an agent or of a program, as far as what ends it early goes. */
export interface BoundedCall {
  runId: string;
  backend: string;
  model?: string;
  ledger: CallLedger;
  bounds: Bounds;
  /** Ends the call from outside. */
  signal: AbortSignal;
  /** Whether what it took and did not tell is unknown rather than nothing. */
  isMetered(): boolean;
}

/** A call under way. */
export interface OpenCall {
  meter: CallMeter;
  /** Fires when the call has to end, for whatever reason. */
  signal: AbortSignal;
  /** Waits in the background for something to be written down: what cannot be counted must not go on. */
  count: (counting: Promise<void>) => void;
}

/** How it ended; `held` says why planex ended it, or did not let it begin. */
export type BoundedEnd<T> =
  | { kind: 'refused'; held: Reason }
  | { kind: 'performed'; result: T; held?: Reason };

/** The end of a call that was not let out. */
export const NOT_BEGUN: ProcessExit = { kind: 'stopped', durationMs: 0, leftovers: 0, survivors: 0 };

/*
 *   claim in the ledger ─┬─ no room under the caps ──▶ refused
 *                        └─▶ under way ─┬─ ends by itself ───────────────────────────────▶ performed
 *                                       ├─ signal from outside ──────────────────────────▶ performed, stopped
 *                                       └─ caps reached, or cannot be counted any more ──▶ performed, stopped and held
 */

/** Performs a call within its bounds. `perform` has to end the meter; when it throws, the call counts as lost. */
export async function performBounded<T>(
  call: BoundedCall,
  perform: (open: OpenCall) => Promise<T>,
): Promise<BoundedEnd<T>> {
  const { runId, backend, model, ledger, bounds } = call;
  const abort = new AbortController();
  let held: Reason | undefined;
  const hold = (reason: Reason): void => {
    held ??= reason;
    abort.abort('budget');
  };
  const started = await startMeter(ledger, {
    runId,
    backend,
    ...(model === undefined ? {} : { model }),
    bounds,
    onHold: hold,
  });
  if (!started.ok) return { kind: 'refused', held: started.failure };
  const meter = started.value;
  const stop = (): void => abort.abort(call.signal.reason);
  call.signal.addEventListener('abort', stop, { once: true });
  if (call.signal.aborted) stop();
  const count = (counting: Promise<void>): void =>
    void counting.catch((error: unknown) => {
      const message = `what ${backend} takes could not be counted: ${errorMessage(error)}`;
      hold({ code: 'internal', message });
    });
  try {
    const result = await perform({ meter, signal: abort.signal, count });
    return { kind: 'performed', result, ...(held === undefined ? {} : { held }) };
  } catch (error) {
    await meter.end({ how: 'lost', wallMs: 0, metered: call.isMetered() });
    throw error;
  } finally {
    call.signal.removeEventListener('abort', stop);
  }
}
