import type { ProcessExit } from '../process-exit.ts';
import type { FailureClass } from './agent.ts';
import { describeUnfinished } from './unfinished.ts';

/** Why a call of an agent CLI failed. */
export interface AgentFailure {
  failure: FailureClass;
  message: string;
  /** When the backend can be used again, in ISO 8601. */
  resetAt?: string;
  /** What a person can do about it. */
  action?: string;
}

/** What a CLI was waiting for when last heard of. */
export interface Wait {
  failure: FailureClass;
  message: string;
  resetAt?: string;
}

/**
 * The failure that shows in how the process ended, before any word of the CLI counts: its limits, its stop, its start.
 * Undefined when it ended by itself or by a signal of unknown origin.
 */
export function explainEnd(exit: ProcessExit, waitingFor: Wait | undefined): AgentFailure | undefined {
  // What still runs could still write.
  if (exit.survivors > 0)
    return {
      failure: 'other',
      message: `left ${exit.survivors} process(es) running that could not be ended`,
    };
  if (exit.kind === 'exited' || exit.kind === 'signalled') return undefined;
  const unfinished = describeUnfinished(exit);
  if (exit.kind !== 'timed-out' || waitingFor === undefined) return unfinished;
  return { ...waitingFor, message: `${unfinished.message}; it was waiting: ${waitingFor.message}` };
}

/** The failure of a CLI that never said how it went; what it last said on standard error may tell more. */
export function explainSilence(exit: ProcessExit, errorTail: string): AgentFailure {
  const { failure, message } = describeUnfinished(exit);
  // One that says it ended well has told of no error there.
  const last = exit.kind === 'exited' && exit.code === 0 ? '' : lastLine(errorTail);
  return { failure, message: last === '' ? message : `${message}: ${last}` };
}

/** What an HTTP status of the model's server means. */
export function classOfStatus(status: number): FailureClass {
  if (status === 429) return 'rate-limited';
  if (status === 401 || status === 403) return 'auth';
  if (status === 413) return 'context-overflow';
  if (status === 408) return 'timeout';
  return status >= 500 ? 'overloaded' : 'other';
}

const LONGEST_MESSAGE = 300;

// Colours and other control characters would garble the place where the message is shown.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u001f\u007f]+/g;

/** A text of a CLI as one line that can be shown. */
export function foldMessage(text: string): string {
  return text.replace(CONTROLS, ' ').replace(/ +/g, ' ').trim().slice(0, LONGEST_MESSAGE);
}

/** The last line of a text that says anything. */
export function lastLine(text: string): string {
  return (
    text
      .split('\n')
      .map(foldMessage)
      .findLast((line) => line !== '') ?? ''
  );
}
