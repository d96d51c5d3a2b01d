import { type ControlSilence, requestControl } from '../control/client.ts';
import type { Operations } from '../daemon/operations/operations.ts';
import { OperatorError } from '../errors.ts';
import { isHolderAlive, type LockHolder } from '../state/lock-holder.ts';
import { LOOK_EVERY_MS } from './patience.ts';
import { waitWatched } from './watched-answer.ts';

/** As long as the daemon answers at all: whether it does is watched meanwhile. */
const ANSWER_MS = 10 * 60_000;
/** A run may take as long as its own limits allow. */
const SETTLE_MS = 2_000_000_000;

/** So many looks at whether a daemon that hung up is ending. */
const LOOKS_AT_END = 10;

/** Nothing was asked: the daemon has not begun to listen or has stopped already. */
export class NotListening extends OperatorError {}

/** The daemon ended, or hung up, before it had answered; what was asked may be done or not. */
export class BrokenOff extends OperatorError {}

/** The operations of the daemon that listens on `socket`. */
export function createRemoteOperations(holder: LockHolder, socket: string): Operations {
  // The daemon is of this version or says that it does not know the request, so its answers have the declared shapes.
  const ask = async <T>(name: string, body?: unknown, timeoutMs = ANSWER_MS): Promise<T> => {
    const answer = await waitWatched(holder, (signal) =>
      requestControl(socket, { method: 'POST', path: `/${name}`, body, timeoutMs, signal }),
    );
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    if (answer.ok) return answer.value as T;
    throw await describeSilence(holder, answer.failure);
  };
  return {
    status: () => ask('status'),
    preview: () => ask('preview'),
    explain: (input) => ask('explain', input),
    route: (input) => ask('route', input),
    settle: () => ask('settle', undefined, SETTLE_MS),
    nudge: () => ask('nudge'),
    pause: () => ask('pause'),
    unpause: () => ask('unpause'),
    liftLimit: (input) => ask('liftLimit', input),
    // It waits for a `cancel` of its task.
    retry: (input) => ask('retry', input, SETTLE_MS),
    cancel: (input) => ask('cancel', input, SETTLE_MS),
    trust: (input) => ask('trust', input),
    inspect: (input) => ask('inspect', input),
    revoke: (input) => ask('revoke', input, SETTLE_MS),
    noteRewrite: (input) => ask('noteRewrite', input),
    announce: (input) => ask('announce', input),
    admitEdit: (input) => ask('admitEdit', input),
    undo: (input) => ask('undo', input, SETTLE_MS),
    approve: (input) => ask('approve', input),
    reject: (input) => ask('reject', input),
    approvePlan: (input) => ask('approvePlan', input),
    rejectPlan: (input) => ask('rejectPlan', input, SETTLE_MS),
    resolve: (input) => ask('resolve', input),
  };
}

async function describeSilence(
  holder: LockHolder,
  { kind, message }: ControlSilence,
): Promise<OperatorError> {
  const { pid, socket } = holder;
  if (kind === 'broken-off' && (await staysAlive(holder))) {
    return new BrokenOff(`the daemon (pid ${pid}) hung up before it had answered: ${message}`, {
      todo: 'planex status shows where it is',
    });
  }
  if (kind === 'broken-off') {
    return new BrokenOff(`the daemon (pid ${pid}) ended before it had answered`, {
      todo: 'planex start starts it again',
    });
  }
  const what = `the daemon (pid ${pid}) does not answer: ${message}`;
  const todo = `kill ${pid} ends it, and planex start recovers what it did`;
  const detail = socket === undefined ? { todo } : { where: socket, todo };
  return kind === 'not-listening' ? new NotListening(what, detail) : new OperatorError(what, detail);
}

/** A process that ends closes its connections an instant before it is gone. */
async function staysAlive(holder: LockHolder): Promise<boolean> {
  for (let looks = 0; looks < LOOKS_AT_END; looks += 1) {
    if (!isHolderAlive(holder)) return false;
    await process.getBuiltinModule('node:timers/promises').setTimeout(LOOK_EVERY_MS);
  }
  return true;
}

/** Each operation, so that none is forgotten. */
const ASKED_FOR: Readonly<Record<keyof Operations, true>> = {
  status: true,
  preview: true,
  explain: true,
  route: true,
  settle: true,
  nudge: true,
  pause: true,
  unpause: true,
  liftLimit: true,
  retry: true,
  cancel: true,
  trust: true,
  inspect: true,
  revoke: true,
  announce: true,
  admitEdit: true,
  noteRewrite: true,
  undo: true,
  approve: true,
  reject: true,
  approvePlan: true,
  rejectPlan: true,
  resolve: true,
};

/** The names under which operations are asked for over the socket. */
export const OPERATION_NAMES: readonly string[] = Object.keys(ASKED_FOR);
