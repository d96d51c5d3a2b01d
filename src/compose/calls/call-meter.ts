import { randomBytes } from 'node:crypto';
import { fail, type Result, succeed } from '../../result.ts';
import { explainStorageError } from '../../storage-error.ts';
import type { CallLedger } from '../../telemetry/call-ledger.ts';
import type { CallLine } from '../../tasks/call-line.ts';
import { BEAT_MS } from '../../tasks/lost-call.ts';
import type { Reason } from '../../tasks/reason.ts';
import { addUsage, growthOf, type Usage } from '../../tasks/usage.ts';
import type { Bounds } from './bounds.ts';

/** The calls under way in this process: what one of them takes may leave nothing for the others. */
const underWay = new WeakMap<CallLedger, Set<() => void>>();

type Ended = Extract<CallLine, { type: 'ended' }>;

/** Whose call it is and what bounds it. */
interface MeteredCall {
  /** Begins the id of the call; whoever finds the call open later knows by it whose it was. */
  runId: string;
  backend: string;
  model?: string;
  bounds: Bounds;
  /** Told once, when the caps are reached while the call goes on, by itself or by others. */
  onHold(reason: Reason): void;
}

/**
 * Counts one call while it goes on. The promise of a report rejects when the ledger cannot be written: then the call has to
 * end. Of a call that is over nothing is lost by that: it is counted when the ledger can be written again.
 */
export interface CallMeter {
  /** Counts what came since the last report; `usage` is of the whole call up to now. */
  report(usage: Usage): Promise<void>;
  /** What the backend said of its limit. */
  allow(limit: { usedPercent?: number; resetAt?: string }): Promise<void>;
  end(end: Pick<Ended, 'how' | 'wallMs' | 'metered'> & Partial<Ended>): Promise<void>;
}

/**
 * Begins to count a call; it is on disk before this resolves, so that a crash cannot make it free. Fails when the caps have
 * no room for it any more: then it must not go out.
 */
export async function startMeter(ledger: CallLedger, call: MeteredCall): Promise<Result<CallMeter, Reason>> {
  const { backend, model, bounds } = call;
  const id = `${call.runId}.${randomBytes(4).toString('hex')}`;
  const at = (): string => new Date().toISOString();
  let counted: Usage = {};
  let held = false;
  let queue: Promise<void> = Promise.resolve();

  const append = (line: CallLine): Promise<void> => {
    const written = queue.then(() => ledger.note(line));
    queue = written.catch(() => undefined);
    return written;
  };
  const hold = (): void => {
    const reason = held ? undefined : bounds.findHold(ledger.read());
    if (reason === undefined) return;
    held = true;
    call.onHold(reason);
  };
  const others = underWay.get(ledger) ?? new Set();
  underWay.set(ledger, others);
  const lookAround = (): void => {
    for (const look of others) look();
  };
  const report = async (usage: Usage): Promise<void> => {
    // A count that is corrected downwards gives nothing back: what has been said once is spent.
    const more = growthOf(usage, counted);
    counted = addUsage(counted, more);
    await append({ type: 'used', at: at(), call: id, usage: more });
    lookAround();
  };

  const { of } = bounds;
  const begin = {
    type: 'started',
    at: at(),
    call: id,
    backend,
    ...(model === undefined ? {} : { model }),
    ...(of === undefined ? {} : { of }),
  } as const;
  const refused = await ledger.claim(begin, (totals) => bounds.findRefusal(totals));
  if (refused !== undefined) {
    await append({ type: 'ended', at: at(), call: id, how: 'refused', wallMs: 0, metered: false });
    return fail(refused);
  }
  others.add(hold);
  const beat = setInterval(() => void report(counted).catch(() => undefined), BEAT_MS);
  const LONGEST_TIMER_MS = 2_000_000_000;
  const clock = setTimeout(
    () => void report(counted).catch(() => undefined),
    Math.min(bounds.remainingMs, LONGEST_TIMER_MS),
  );

  return succeed({
    report,
    async allow({ usedPercent, resetAt }) {
      await append({
        type: 'allowance',
        at: at(),
        call: id,
        ...(usedPercent === undefined ? {} : { remainingPercent: Math.max(0, 100 - usedPercent) }),
        ...(resetAt === undefined ? {} : { resetAt }),
      });
    },
    async end(end) {
      clearInterval(beat);
      clearTimeout(clock);
      others.delete(hold);
      await append({ type: 'ended', at: at(), call: id, ...end }).catch(unlessUnwritable);
      lookAround();
    },
  });
}

function unlessUnwritable(error: unknown): void {
  if (explainStorageError(error) === undefined) throw error;
}
