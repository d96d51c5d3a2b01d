import { isSameProcess, readProcessStart } from '../process-identity.ts';
import type { OpenCall } from '../tasks/call-totals.ts';
import { countLostMs, type FoundCall } from '../tasks/lost-call.ts';
import type { CallLedger } from '../telemetry/call-ledger.ts';

const OWN_CALL = /^exec-(\d+)-(.+)-[0-9a-f]+\./;

/** Begins the id of a call that this process makes for a person, so that others can tell when it is gone. */
export function nameOwnCall(random: string): string {
  return `exec-${process.pid}-${readProcessStart(process.pid) ?? ''}-${random}`;
}

/** Ends a call that nobody is at any more: what it took and did not say is unknown, and its time is counted at its most. */
export async function endLostCall(
  ledger: CallLedger,
  call: string,
  found: Pick<OpenCall, 'startedAt' | 'countedMs'> & Omit<FoundCall, 'nowMs'>,
): Promise<void> {
  const nowMs = Date.now();
  const at = new Date(nowMs).toISOString();
  const wallMs = countLostMs(found, { ...found, nowMs });
  await ledger.append({ type: 'ended', at, call, how: 'lost', wallMs, metered: true });
}

/** Ends the calls of commands that were killed before they could tell. */
export async function closeGoneCalls(ledger: CallLedger): Promise<void> {
  for (const [call, open] of Object.entries(ledger.read().open)) {
    const [, pid, startTime] = OWN_CALL.exec(call) ?? [];
    if (pid === undefined || startTime === undefined) continue;
    if (isSameProcess({ pid: Number(pid), startTime })) continue;
    await endLostCall(ledger, call, { ...open, wasRunning: false, longestMs: 0 });
  }
}
