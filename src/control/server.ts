import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorMessage, type OperatorError } from '../errors.ts';
import { asOperatorError } from '../storage-error.ts';
import type { ControlError, ControlReply } from './control-reply.ts';
import { type LastingSocket, openLastingSocket, type SocketRefuge } from './lasting-socket.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** Answers one kind of request. `signal` aborts when the client hangs up. What it returns must be JSON. */
export type ControlRoute = (body: unknown, signal: AbortSignal) => Promise<unknown>;

/**
 * Answers on a unix socket that only its owner can use; `routes` are named like `GET /status`. A socket file that is in
 * the way is replaced, so only who holds the instance lock may call this.
 */
export function startControlServer(
  socketPath: string,
  routes: Readonly<Record<string, ControlRoute>>,
  onError: (error: unknown) => void = () => undefined,
  refuge?: SocketRefuge,
): Promise<LastingSocket> {
  const named = new Map(Object.entries(routes));
  const makeServer = (): Server =>
    createServer((request, response) => {
      answer(request, response, named, onError).catch(onError);
    });
  return openLastingSocket(socketPath, makeServer, onError, refuge);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: ReadonlyMap<string, ControlRoute>,
  onError: (error: unknown) => void,
): Promise<void> {
  const abort = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) abort.abort();
  });
  // Without a listener, a client that hangs up in the middle would end the daemon.
  request.on('error', () => abort.abort());
  response.on('error', () => abort.abort());

  const name = `${request.method} ${request.url}`;
  const route = routes.get(name);
  if (route === undefined) {
    reply(response, 404, { error: { message: `There is nothing at ${name}.` } });
    return;
  }
  const body = await readBody(request);
  if (abort.signal.aborted) return;
  if (!body.ok) {
    reply(response, body.status, { error: { message: body.message } });
    return;
  }
  try {
    reply(response, 200, { value: await route(body.value, abort.signal) });
  } catch (error) {
    const mistake = asOperatorError(error);
    if (mistake === undefined && !abort.signal.aborted) onError(error);
    if (mistake === undefined) reply(response, 500, { error: { message: errorMessage(error) } });
    else reply(response, 422, { error: describeMistake(mistake) });
  }
}

type Body = { ok: true; value: unknown } | { ok: false; status: number; message: string };

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      // The rest is still taken in: a client that is cut off while it writes never sees the answer.
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    }
    if (size > MAX_BODY_BYTES) return { ok: false, status: 413, message: 'The request is too large.' };
    const text = Buffer.concat(chunks).toString('utf8');
    return { ok: true, value: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return { ok: false, status: 400, message: 'The request is not JSON.' };
  }
}

function reply(response: ServerResponse, status: number, content: Partial<ControlReply>): void {
  if (response.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(content));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    connection: 'close',
  });
  response.end(bytes);
}

function describeMistake({ message, where, todo }: OperatorError): ControlError {
  return {
    message,
    operator: { ...(where === undefined ? {} : { where }), ...(todo === undefined ? {} : { todo }) },
  };
}
