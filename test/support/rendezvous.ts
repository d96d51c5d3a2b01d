import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from './program.ts';
import { makeFolder } from './repository.ts';

/** Signals between the commands of a plan and a test, each a file: who is where is told without clocks. */
export interface Rendezvous {
  /** Command that gives a signal. */
  give(name: string): string;
  /** Command that waits for a signal; its shell ends when the test is over before. */
  await(name: string): string;
  /** Command that takes a signal back. */
  take(name: string): string;
  /** Path of a signal's file; it may hold `*`. */
  place(name: string): string;
  /** Gives a signal from the test. */
  send(name: string): void;
  /** Resolves when a command has given the signal. */
  receive(name: string): Promise<void>;
  /** Resolves to what a command has written into a signal's file, as soon as that is a whole line. */
  hear(name: string): Promise<string>;
  given(): string[];
  /** What commands have written into a signal's file. */
  read(name: string): string;
}

/** Makes a place for signals that goes away with the test. */
export function makeRendezvous(): Rendezvous {
  const folder = join(makeFolder(), 'signals');
  mkdirSync(folder);
  return {
    give: (name) => `touch ${folder}/${name}`,
    await: (name) => `while [ ! -e ${folder}/${name} ]; do [ -d ${folder} ] || exit 1; sleep 0.02; done`,
    take: (name) => `rm ${folder}/${name}`,
    place: (name) => `${folder}/${name}`,
    send: (name) => writeFileSync(join(folder, name), ''),
    receive: (name) => waitUntil(() => existsSync(join(folder, name)), `"${name}" is signalled`),
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    async hear(name) {
      const read = (): string =>
        existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
      await waitUntil(() => read().endsWith('\n'), `"${name}" is told`);
      return read();
    },
    given: () => readdirSync(folder).toSorted(),
  };
}
