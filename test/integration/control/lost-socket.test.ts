import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { requestControl } from '../../../src/control/client.ts';
import { type ControlRoute, startControlServer } from '../../../src/control/server.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder } from '../../support/repository.ts';

/** The time between two looks at the socket; a test that fakes the clock goes on by it. */
const LOOK_EVERY_MS = 2_000;

interface Listener {
  socketPath: string;
  errors: unknown[];
  close: () => Promise<void>;
}

async function listen(routes: Record<string, ControlRoute> = {}): Promise<Listener> {
  const socketPath = join(makeFolder(), 'a.sock');
  const errors: unknown[] = [];
  const server = await startControlServer(
    socketPath,
    { 'GET /fine': async () => 'fine', ...routes },
    (error) => errors.push(error),
  );
  onTestFinished(() => server.close());
  return { socketPath, errors, close: () => server.close() };
}

async function expectAnswer(socketPath: string): Promise<void> {
  await waitUntil(() => existsSync(socketPath), 'the socket is there again');
  expect(await requestControl(socketPath, { method: 'GET', path: '/fine' })).toEqual({
    ok: true,
    value: 'fine',
  });
}

function fakeLooks(): void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
}

test('a socket that was removed is there again, for its owner alone, and closing takes it away', async () => {
  const { socketPath, errors, close } = await listen();
  rmSync(socketPath);
  await expectAnswer(socketPath);
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  await close();
  expect(readdirSync(dirname(socketPath))).toEqual([]);
  expect(errors).toEqual([]);
});

test('a socket whose folder was removed is there again, in a folder closed to others', async () => {
  const { socketPath, errors, close } = await listen();
  rmSync(dirname(socketPath), { recursive: true });
  await expectAnswer(socketPath);
  expect(statSync(dirname(socketPath)).mode & 0o777).toBe(0o700);
  await close();
  expect(readdirSync(dirname(socketPath))).toEqual([]);
  expect(errors).toEqual([]);
});

test('an answer under way when the socket is lost still arrives, also when all is closed', async () => {
  const entered = new EventTarget();
  const answered = new EventTarget();
  const happens = (target: EventTarget): Promise<unknown> =>
    new Promise((resolve) => target.addEventListener('now', resolve, { once: true }));
  const mayAnswer = happens(answered);
  const { socketPath, close } = await listen({
    'GET /slow': async () => {
      entered.dispatchEvent(new Event('now'));
      await mayAnswer;
      return 'late';
    },
  });
  const isEntered = happens(entered);
  const answer = requestControl(socketPath, { method: 'GET', path: '/slow', timeoutMs: 100_000 });
  await isEntered;
  rmSync(socketPath);
  await expectAnswer(socketPath);
  const closed = close();
  answered.dispatchEvent(new Event('now'));
  expect(await answer).toEqual({ ok: true, value: 'late' });
  await closed;
});

test('closing while it begins to listen anew leaves nothing, and nothing comes later', async () => {
  fakeLooks();
  const { socketPath, close } = await listen();
  rmSync(socketPath);
  vi.advanceTimersByTime(LOOK_EVERY_MS);
  // Without this there would be nothing under way.
  expect(existsSync(socketPath)).toBe(true);
  await close();
  expect(readdirSync(dirname(socketPath))).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('what keeps it from listening anew is told once, and it listens as soon as it can', async () => {
  fakeLooks();
  const { socketPath, errors } = await listen();
  const folder = dirname(socketPath);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
  for (let look = 0; look < 3; look += 1) await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS);
  expect(errors.map(String)).toEqual([expect.stringContaining(folder)]);
  rmSync(folder);
  await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS);
  await expectAnswer(socketPath);
});
