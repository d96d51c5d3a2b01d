import { asRecord } from './as-record.ts';

/** Keys of a document as written that name commands planex would run, such as `setup` or `executors.mine.command`. */
export function findCommandKeys(value: unknown): string[] {
  const root = asRecord(value);
  const executors = Object.entries(asRecord(root['executors']))
    .filter(([, executor]) => Object.hasOwn(asRecord(executor), 'command'))
    .map(([name]) => `executors.${name}.command`);
  const verify = Object.hasOwn(asRecord(root['verify']), 'command') ? ['verify.command'] : [];
  const setup = Object.hasOwn(root, 'setup') ? ['setup'] : [];
  return [...executors, ...verify, ...setup];
}
