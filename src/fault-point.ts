import { appendFileSync } from 'node:fs';

const passings = new Map<string, number>();

/**
 * Marks an instant beside a durable step, so that tests can end the process exactly there. Does nothing unless
 * `PLANEX_FAULT_TRACE` names a file that collects the names passed, a line each, or `PLANEX_FAULT_POINT` names the
 * point to die at: `name` when it is first passed, `name#3` when it is passed for the third time.
 */
export function faultPoint(name: string): void {
  const { PLANEX_FAULT_POINT: fatal, PLANEX_FAULT_TRACE: trace } = process.env;
  if (trace) appendFileSync(trace, `${name}\n`);
  if (!fatal) return;
  const count = (passings.get(name) ?? 0) + 1;
  passings.set(name, count);
  if (fatal !== `${name}#${count}` && (count !== 1 || fatal !== name)) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal may arrive a moment later; nothing more may happen until it does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
