import type { LastingSocket, SocketRefuge } from '../../control/lasting-socket.ts';
import { startControlServer } from '../../control/server.ts';
import type { Loop } from '../../daemon/loop.ts';
import { callOperation } from '../../daemon/operations/call-operation.ts';
import type { Operations } from '../../daemon/operations/operations.ts';
import { OPERATION_NAMES } from '../remote-operations.ts';

/** A daemon's being asked to stop, once. */
interface StopRequest {
  asked: Promise<{ forceful: boolean }>;
  ask(how: { forceful: boolean }): void;
}

/** Makes a request that nobody has made yet; `asked` resolves to the first one. */
export function createStopRequest(): StopRequest {
  let resolve: (how: { forceful: boolean }) => void = () => undefined;
  const asked = new Promise<{ forceful: boolean }>((settle) => {
    resolve = settle;
  });
  return { asked, ask: (how) => resolve(how) };
}

/** Answers on the socket what commands ask of a daemon; all but a ping and a stop only while `requireOwner` lets it. */
export function serveOperations(
  socket: string,
  parts: {
    operations: Operations;
    loop: Loop;
    stop: StopRequest;
    onError: (error: unknown) => void;
    requireOwner: () => void;
    /** Whether it only lets its runs end. */
    isStopping: () => boolean;
    refuge: SocketRefuge;
  },
): Promise<LastingSocket> {
  const { operations, loop, stop, requireOwner } = parts;
  const routes = OPERATION_NAMES.map((name): [string, (body: unknown) => Promise<unknown>] => [
    `POST /${name}`,
    async (body) => {
      requireOwner();
      return callOperation(operations, name, body);
    },
  ]);
  return startControlServer(
    socket,
    {
      ...Object.fromEntries(routes),
      'POST /ping': async () => ({ stopping: parts.isStopping() }),
      'POST /stop': async (body) => {
        const forceful = typeof body === 'object' && body !== null && 'now' in body && body.now === true;
        // Before anything ends: who asked wants to know what there was.
        const underWay = loop.listUnderWay();
        stop.ask({ forceful });
        if (forceful) loop.endRuns();
        return { underWay };
      },
    },
    parts.onError,
    parts.refuge,
  );
}
