import { appendFileSync } from 'node:fs';

/**
 * Marks an instant between two durable steps, so that tests can end the process exactly there. Does nothing unless
 * `PLANEX_FAULT_TRACE` names a file that collects the names passed, or `PLANEX_FAULT_POINT` names the point to die at.
 */
export function faultPoint(name: string): void {
  const { PLANEX_FAULT_POINT: fatal, PLANEX_FAULT_TRACE: trace } = process.env;
  if (trace) appendFileSync(trace, `${name}\n`);
  if (fatal !== name) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal may arrive a moment later; nothing more may happen until it does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
