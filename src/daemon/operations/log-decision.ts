import type { Entry } from '../../execplan/entry.ts';
import { keepsDecisions } from '../../execplan/keeps-decisions.ts';
import { writeEntry } from '../../execplan/write-entry.ts';
import type { Reason } from '../../tasks/reason.ts';
import { editPlan } from './edit-plan.ts';
import type { Ports } from '../ports.ts';

/** What a person says to a task that waits for a word. */
export interface ResolveAnswer {
  /** One of the options that were given, counted from 1. */
  option?: number | undefined;
  note?: string | undefined;
}

/** What came of an answer. */
export interface ResolveOutcome {
  /** The whole id. */
  task: string;
  /** The answer in words. */
  words: string;
  /** Where the artifact keeps decisions: whether this one is among them. */
  log: { kind: 'none' } | { kind: 'written' | 'not-taken'; path: string };
  /** Why the task does not go on all the same. */
  held?: Reason;
}

/** Writes what was decided into an artifact of the working tree, where it keeps decisions. */
export async function logDecision(ports: Ports, path: string, entry: Entry): Promise<ResolveOutcome['log']> {
  let keeps = false;
  const isWritten = await editPlan(ports, path, (text) => {
    keeps = keepsDecisions(path, text);
    return keeps ? writeEntry(text, entry) : undefined;
  });
  return keeps ? { kind: isWritten ? 'written' : 'not-taken', path } : { kind: 'none' };
}
