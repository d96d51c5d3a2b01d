import { readdirSync, statSync, symlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { requestControl } from '../../../src/control/client.ts';
import { type ControlRoute, startControlServer } from '../../../src/control/server.ts';
import { OperatorError } from '../../../src/errors.ts';
import { makeFolder } from '../../support/repository.ts';

interface Listener {
  socketPath: string;
  errors: unknown[];
  close: () => Promise<void>;
}

async function listen(routes: Record<string, ControlRoute>): Promise<Listener> {
  const socketPath = join(makeFolder(), 'a.sock');
  const errors: unknown[] = [];
  const server = await startControlServer(socketPath, routes, (error) => errors.push(error));
  onTestFinished(() => server.close());
  return { socketPath, errors, close: () => server.close() };
}

/** A promise and the way to fulfil it. */
function makeSignal(): { sent: Promise<void>; send: () => void } {
  const target = new EventTarget();
  const sent = new Promise<void>((resolve) =>
    target.addEventListener('sent', () => resolve(), { once: true }),
  );
  return { sent, send: () => void target.dispatchEvent(new Event('sent')) };
}

test('a request reaches its route with its body and brings back what the route returns', async () => {
  const { socketPath } = await listen({
    'POST /echo': async (body) => ({ got: body }),
    'GET /nothing': async () => undefined,
  });
  const body = { text: 'grüß\n', deep: [{ a: null }] };
  expect(await requestControl(socketPath, { method: 'POST', path: '/echo', body })).toEqual({
    ok: true,
    value: { got: body },
  });
  expect(await requestControl(socketPath, { method: 'GET', path: '/nothing' })).toEqual({ ok: true });
});

test('only its owner can use the socket, and closing takes it away', async () => {
  const { socketPath, close } = await listen({});
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  await close();
  expect(readdirSync(join(socketPath, '..'))).toEqual([]);
  expect(await requestControl(socketPath, { method: 'GET', path: '/' })).toMatchObject({
    ok: false,
    failure: { kind: 'not-listening' },
  });
});

test('a mistake of the operator comes back as one, with where and what to do', async () => {
  const mistake = new OperatorError('There is no task "x".', {
    where: 'docs/plans/a.md',
    todo: 'See `planex status`.',
  });
  const { socketPath, errors } = await listen({ 'POST /retry': () => Promise.reject(mistake) });
  await expect(requestControl(socketPath, { method: 'POST', path: '/retry' })).rejects.toEqual(mistake);
  expect(errors).toEqual([]);
});

test('what the system refused comes back as what a person can mend', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const { socketPath, errors } = await listen({ 'POST /pause': () => Promise.reject(full) });
  const mistake = new OperatorError(`the disk is full (${full.message})`, {
    todo: 'mend that and try again',
  });
  await expect(requestControl(socketPath, { method: 'POST', path: '/pause' })).rejects.toEqual(mistake);
  expect(errors).toEqual([]);
});

test('a fault of a route is answered and told, and the next request is served', async () => {
  const fault = new TypeError('undefined is not a plan');
  const { socketPath, errors } = await listen({
    'GET /fault': () => Promise.reject(fault),
    'GET /huge': async () => 1n,
    'GET /fine': async () => 'fine',
  });
  await expect(requestControl(socketPath, { method: 'GET', path: '/fault' })).rejects.toThrow('not a plan');
  await expect(requestControl(socketPath, { method: 'GET', path: '/huge' })).rejects.toThrow('BigInt');
  expect(errors).toHaveLength(2);
  expect(await requestControl(socketPath, { method: 'GET', path: '/fine' })).toEqual({
    ok: true,
    value: 'fine',
  });
});

test.each([
  ['an unknown route', 'GET /__proto__', 'There is nothing at'],
  ['another method', 'POST /status', 'There is nothing at'],
])('%s is refused', async (_, name, message) => {
  const { socketPath } = await listen({ 'GET /status': async () => 'fine' });
  const [method, path] = name.split(' ');
  const request = { method: method === 'GET' ? 'GET' : 'POST', path: path ?? '' } as const;
  await expect(requestControl(socketPath, request)).rejects.toThrow(message);
});

test('a body over 1 MB is refused with an answer, one below is taken', async () => {
  const { socketPath } = await listen({ 'POST /size': async (body) => String(body).length });
  const ask = (size: number): ReturnType<typeof requestControl> =>
    requestControl(socketPath, { method: 'POST', path: '/size', body: 'x'.repeat(size) });
  expect(await ask(1_000_000)).toEqual({ ok: true, value: 1_000_000 });
  await expect(ask(3_000_000)).rejects.toThrow('too large');
});

test('bytes that are no HTTP, or a body that is no JSON, do no harm', async () => {
  const { socketPath } = await listen({ 'POST /a': async () => 'fine' });
  const send = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const client = connect(socketPath, () => client.write(text));
      client.on('data', (chunk) => (answer += chunk.toString()));
      client.on('close', () => resolve(answer));
      client.on('error', reject);
    });
  expect(await send('\0\0 garbage\r\n\r\n')).toContain('400 Bad Request');
  expect(await send('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{]')).toContain('not JSON');
  expect(await requestControl(socketPath, { method: 'POST', path: '/a' })).toEqual({
    ok: true,
    value: 'fine',
  });
});

test('a route learns that its client hung up, and others are served meanwhile', async () => {
  const entered = makeSignal();
  const left = makeSignal();
  const { socketPath, errors } = await listen({
    'GET /slow': async (_, signal) => {
      signal.addEventListener('abort', left.send);
      entered.send();
      await left.sent;
    },
    'GET /fine': async () => 'fine',
  });
  const client = connect(socketPath, () => client.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n'));
  await entered.sent;
  expect(await requestControl(socketPath, { method: 'GET', path: '/fine' })).toEqual({
    ok: true,
    value: 'fine',
  });
  client.destroy();
  await left.sent;
  expect(errors).toEqual([]);
});

test('a client that leaves in the middle of its body does no harm', async () => {
  const { socketPath, errors } = await listen({ 'POST /a': async () => 'fine' });
  const client = connect(socketPath, () => {
    client.write('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf', () => client.destroy());
  });
  await new Promise((resolve) => client.once('close', resolve));
  expect(await requestControl(socketPath, { method: 'POST', path: '/a' })).toEqual({
    ok: true,
    value: 'fine',
  });
  expect(errors).toEqual([]);
});

test('a daemon that does not answer is told from one that is not there', async () => {
  const left = makeSignal();
  const { socketPath } = await listen({
    'GET /never': async (_, signal) => {
      signal.addEventListener('abort', left.send);
      await left.sent;
    },
  });
  expect(await requestControl(socketPath, { method: 'GET', path: '/never', timeoutMs: 50 })).toMatchObject({
    ok: false,
    failure: { kind: 'timed-out' },
  });
});

/** Something that writes these pieces one after the other to whoever says anything, and hangs up. */
async function answerInPieces(pieces: readonly Buffer[]): Promise<string> {
  const socketPath = join(makeFolder(), 'a.sock');
  const server = createServer({ noDelay: true }, (socket) => {
    socket.once('data', () => {
      const write = (at: number): void => {
        const piece = pieces[at];
        if (piece === undefined) socket.destroy();
        else socket.write(piece, () => setImmediate(write, at + 1));
      };
      write(0);
    });
  });
  await new Promise<void>((resolve) => void server.listen(socketPath, resolve));
  onTestFinished(() => void server.close());
  return socketPath;
}

test('an answer is put together from whatever pieces it comes in', async () => {
  const body = Buffer.from(JSON.stringify({ value: 'grüß\r\n\r\n€' }));
  const whole = Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`),
    body,
  ]);
  const socketPath = await answerInPieces(Array.from(whole, (byte) => Buffer.of(byte)));
  expect(await requestControl(socketPath, { method: 'GET', path: '/' })).toEqual({
    ok: true,
    value: 'grüß\r\n\r\n€',
  });
});

test.each([
  ['its head', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ['an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{'],
])('a daemon that dies in the middle of %s is a failure with a name', async (_, text) => {
  const socketPath = await answerInPieces([Buffer.from(text)]);
  expect(await requestControl(socketPath, { method: 'GET', path: '/' })).toMatchObject({
    ok: false,
    failure: { kind: 'broken-off' },
  });
});

test('an answer under way when the daemon stops still arrives', async () => {
  const entered = makeSignal();
  const stop = makeSignal();
  const { socketPath, close } = await listen({
    'POST /stop': async () => {
      entered.send();
      await stop.sent;
      return 'stopping';
    },
  });
  const answer = requestControl(socketPath, { method: 'POST', path: '/stop' });
  await entered.sent;
  const closed = close();
  stop.send();
  expect(await answer).toEqual({ ok: true, value: 'stopping' });
  await closed;
});

test('an answer that never comes does not keep the daemon from stopping', async () => {
  const entered = makeSignal();
  const left = makeSignal();
  const { socketPath, close } = await listen({
    'GET /never': async (_, signal) => {
      signal.addEventListener('abort', left.send);
      entered.send();
      await left.sent;
    },
  });
  const answer = requestControl(socketPath, { method: 'GET', path: '/never', timeoutMs: 30_000 });
  await entered.sent;
  await close();
  expect(await answer).toMatchObject({ ok: false, failure: { kind: 'broken-off' } });
});

test('what a killed daemon left at the place of the socket is replaced', async () => {
  const folder = makeFolder();
  const socketPath = join(folder, 'a.sock');
  symlinkSync('/nonexistent', socketPath);
  const server = await startControlServer(socketPath, { 'GET /': async () => 'new' });
  onTestFinished(() => server.close());
  expect(await requestControl(socketPath, { method: 'GET', path: '/' })).toEqual({ ok: true, value: 'new' });
});

test('a socket that cannot be made is an error', async () => {
  await expect(startControlServer(join(makeFolder(), 'missing', 'a.sock'), {})).rejects.toThrow();
});
