import type { CallsPort } from '../daemon/execution.ts';
import type { CallLedger } from '../telemetry/call-ledger.ts';

/** The calls of backends as the daemon sees them. */
export function createCallsPort(ledger: CallLedger): CallsPort {
  return {
    read: () => ledger.read(),
    async settle(runId) {
      const open = Object.entries(ledger.read().open).filter(([call]) => call.startsWith(`${runId}.`));
      for (const [call, { countedMs }] of open) {
        const at = new Date().toISOString();
        await ledger.append({ type: 'ended', at, call, how: 'lost', wallMs: countedMs, metered: true });
      }
    },
  };
}
