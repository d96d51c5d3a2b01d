import type { SystemAnswer } from './ask-system.ts';

/** Whether the system starts the entry and whether it runs, or why the system does not tell. */
export type EntryState =
  | { kind: 'known'; enabled: boolean; running: boolean }
  | { kind: 'unknown'; why: string };

/** What starts programs when a user logs in, with the entry of one repository. */
export interface StartSystem {
  /** Name of the entry. */
  name: string;
  /** Where its file belongs, and what the file has to say. */
  file: string;
  text: string;
  /** What the system itself may leave of an entry. */
  traces: readonly string[];
  /** Command lines by which a person does what `enable` does. */
  enabling: readonly string[];
  /** Command line by which the entry runs without a login, where there is one. */
  withoutLogin: string | undefined;
  enable(): Promise<SystemAnswer>;
  disable(): Promise<void>;
  /** Tells the system that the file is gone. */
  forget(): Promise<void>;
  readState(): Promise<EntryState>;
}
