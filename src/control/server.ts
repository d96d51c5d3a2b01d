import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { errorMessage, OperatorError } from '../errors.ts';
import { removeFile } from '../remove-file.ts';
import type { ControlError, ControlReply } from './control-reply.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const DRAIN_MS = 2_000;

/** Answers one kind of request. `signal` aborts when the client hangs up. What it returns must be JSON. */
export type ControlRoute = (body: unknown, signal: AbortSignal) => Promise<unknown>;

export interface ControlServer {
  /** Stops listening, lets the answers under way reach their clients for a moment, and removes the socket. */
  close(): Promise<void>;
}

/**
 * Listens on a unix socket that only its owner can use; `routes` are named like `GET /status`. A socket file that is in
 * the way is replaced, so only who holds the instance lock may call this.
 */
export async function startControlServer(
  socketPath: string,
  routes: Readonly<Record<string, ControlRoute>>,
  onError: (error: unknown) => void = () => undefined,
): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer(request, response, new Map(Object.entries(routes)), onError).catch(onError);
  });
  removeFile(socketPath);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => resolve());
  });
  server.on('error', onError);
  chmodSync(socketPath, 0o600);

  return {
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
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
    if (!(error instanceof OperatorError) && !abort.signal.aborted) onError(error);
    reply(response, error instanceof OperatorError ? 422 : 500, { error: describeError(error) });
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

function describeError(error: unknown): ControlError {
  if (!(error instanceof OperatorError)) return { message: errorMessage(error) };
  const { message, where, todo } = error;
  return {
    message,
    operator: { ...(where === undefined ? {} : { where }), ...(todo === undefined ? {} : { todo }) },
  };
}
