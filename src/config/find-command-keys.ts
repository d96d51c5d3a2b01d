import { asRecord } from './as-record.ts';

/**
 * Keys of a document as written that let planex do what a person has to approve: run commands, such as `setup` or
 * `executors.mine.command`, send to an address, approve plans by rule, let a fallback take over without asking, or begin paid work by
 * itself.
 */
export function findCommandKeys(value: unknown): string[] {
  const root = asRecord(value);
  const executors = Object.entries(asRecord(root['executors']))
    .filter(([, executor]) => Object.hasOwn(asRecord(executor), 'command'))
    .map(([name]) => `executors.${name}.command`);
  const verify = Object.hasOwn(asRecord(root['verify']), 'command') ? ['verify.command'] : [];
  const setup = Object.hasOwn(root, 'setup') ? ['setup'] : [];
  const tolerances = asRecord(asRecord(root['tolerances'])['interface']);
  const measuring = Object.hasOwn(tolerances, 'command') ? ['tolerances.interface.command'] : [];
  const notify = asRecord(root['notify']);
  const told = ['command', 'webhook']
    .filter((key) => Object.hasOwn(notify, key))
    .map((key) => `notify.${key}`);
  const rules = asRecord(root['approval'])['auto'];
  const approves = Array.isArray(rules) && rules.length > 0;
  const isOpen = asRecord(root['routing'])['failClosed'] === false;
  const refines = asRecord(root['refine'])['auto'] === true;
  return [
    ...executors,
    ...verify,
    ...setup,
    ...measuring,
    ...told,
    ...(isOpen ? ['routing.failClosed'] : []),
    ...(approves ? ['approval.auto'] : []),
    ...(refines ? ['refine.auto'] : []),
  ];
}
