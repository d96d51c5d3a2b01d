import { isSameProcess, readProcessStart } from '../process-identity.ts';
import type { CallLedger } from '../telemetry/call-ledger.ts';

const OWN_CALL = /^exec-(\d+)-(.+)-[0-9a-f]+\./;

/** Begins the id of a call that this process makes for a person, so that others can tell when it is gone. */
export function nameOwnCall(random: string): string {
  return `exec-${process.pid}-${readProcessStart(process.pid) ?? ''}-${random}`;
}

/** Ends the calls of commands that were killed before they could tell: what they took and did not say is unknown. */
export async function closeGoneCalls(ledger: CallLedger): Promise<void> {
  for (const [call, { countedMs }] of Object.entries(ledger.read().open)) {
    const [, pid, startTime] = OWN_CALL.exec(call) ?? [];
    if (pid === undefined || startTime === undefined) continue;
    if (isSameProcess({ pid: Number(pid), startTime })) continue;
    const at = new Date().toISOString();
    await ledger.append({ type: 'ended', at, call, how: 'lost', wallMs: countedMs, metered: true });
  }
}
