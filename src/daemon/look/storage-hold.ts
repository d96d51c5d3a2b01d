import type { Reason } from '../../tasks/reason.ts';
import type { Ports } from '../ports.ts';

/** Why nothing is begun while planex cannot write, or read what it decides by; `trouble` says where and why not. */
export function holdForStorage(trouble: string): Reason {
  return {
    code: 'internal',
    message: trouble,
    action: 'make room or mend what it says; planex goes on by itself',
  };
}

/** Tells the event log when writing or reading becomes impossible, and when it is possible again. Each is said once. */
export function createStorageReporter(ports: Ports): (hold: Reason | undefined) => void {
  let said: string | undefined;
  return (hold) => {
    if (hold?.message === said) return;
    const wasFine = said === undefined;
    said = hold?.message;
    const at = new Date(ports.nowMs()).toISOString();
    // Only the beginning and the end are told: how much is left changes at every look.
    if (hold === undefined)
      ports.events.append({ type: 'storage:usable', at, message: 'planex can read and write again' });
    else if (wasFine) {
      ports.events.append({ type: 'storage:unusable', at, message: `nothing is started: ${hold.message}` });
    }
  };
}
