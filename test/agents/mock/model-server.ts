import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One answer of a mock model server, in the words of HTTP. */
export type Reply =
  | { kind: 'whole'; status: number; headers?: Record<string, string>; body: string }
  /** An event stream; after its events it ends, stays open and silent, or its connection breaks. */
  | {
      kind: 'stream';
      headers?: Record<string, string>;
      events: string[];
      afterwards: 'ends' | 'stays-open' | 'breaks';
    }
  /** The request is read and nothing is ever sent. */
  | { kind: 'no-headers' };

/** A request that the server has read. */
export interface ServedRequest {
  path: string;
  body: string;
}

/** What the server says to a request: always the same, or what the request itself leads to, as late as that takes. */
export type Answer = Reply | ((request: ServedRequest) => Reply | Promise<Reply>);

/** A model server on 127.0.0.1 that gives the replies it was told, in order, and the last one for ever after. */
export interface ModelServer {
  url: string;
  requests: readonly ServedRequest[];
}

/**
 * Starts a model server that ends with the test. What is not asked with POST gets 404, as some CLIs look whether
 * anybody is there.
 */
export async function startModelServer(replies: readonly Answer[]): Promise<ModelServer> {
  const requests: ServedRequest[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const answers = replies[Math.min(requests.length, replies.length - 1)];
    const served = { path: request.url ?? '', body };
    requests.push(served);
    const reply = typeof answers === 'function' ? await answers(served) : answers;
    if (reply !== undefined) send(reply, response);
  };
  const server = createServer((request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    void answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

function send(reply: Reply, response: ServerResponse): void {
  switch (reply.kind) {
    case 'no-headers':
      return;
    case 'whole':
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.body);
      return;
    case 'stream':
      response.writeHead(200, { 'content-type': 'text/event-stream', ...reply.headers });
      response.write(reply.events.join(''), () => {
        if (reply.afterwards === 'ends') response.end();
        if (reply.afterwards === 'breaks') response.destroy();
      });
  }
}
