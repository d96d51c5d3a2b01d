import { errorMessage, OperatorError } from '../errors.ts';
import { fail, type Result, succeed } from '../result.ts';
import { type ControlError, readReply } from './control-reply.ts';
import { exchange } from './exchange.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/** Why there is no answer: nobody listens, or the daemon did not answer in time or broke off. */
export interface ControlSilence {
  kind: 'not-listening' | 'timed-out' | 'broken-off';
  message: string;
}

export interface ControlRequest {
  method: 'GET' | 'POST';
  /** As in the name of the route, for example `/status`. */
  path: string;
  body?: unknown;
  timeoutMs?: number;
  /** Gives the request up. */
  signal?: AbortSignal;
}

/** What the daemon answers instead of what it was asked for. */
export class DaemonError extends OperatorError {}

/** Asks the daemon that listens on a socket. Throws the `OperatorError` that the daemon answers with, as a `DaemonError`. */
export async function requestControl(
  socketPath: string,
  { method, path, body, timeoutMs = DEFAULT_TIMEOUT_MS, signal }: ControlRequest,
): Promise<Result<unknown, ControlSilence>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let text: string;
  try {
    const ends = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    text = await exchange(socketPath, {
      method,
      path,
      body: body === undefined ? '' : JSON.stringify(body),
      signal: ends,
    });
  } catch (error) {
    if (timeout.aborted) {
      return fail({ kind: 'timed-out', message: `the daemon did not answer within ${timeoutMs} ms` });
    }
    // Whatever the reason, nothing was asked: a runtime folder may be gone, or a file may stand in its place.
    const nobody = error instanceof Error && 'syscall' in error && error.syscall === 'connect';
    return fail({ kind: nobody ? 'not-listening' : 'broken-off', message: errorMessage(error) });
  }
  const reply = readReply(text);
  if (reply === undefined) throw new Error(`The daemon's answer to ${method} ${path} has another shape.`);
  if (reply.error !== undefined) throw restoreError(reply.error);
  return succeed(reply.value);
}

function restoreError({ message, operator }: ControlError): Error {
  if (operator === undefined) return new Error(`The daemon reports a fault of its own: ${message}`);
  return new DaemonError(message, {
    ...(operator.where === undefined ? {} : { where: operator.where }),
    ...(operator.todo === undefined ? {} : { todo: operator.todo }),
  });
}
