import { expect, test } from 'vitest';
import { type Reply, startModelServer } from './model-server.ts';

const ask = (url: string): Promise<Response> => fetch(`${url}/v1`, { method: 'POST', body: 'Hello' });

test('gives its replies in order, and the last one for ever', async () => {
  const replies: Reply[] = [
    { kind: 'whole', status: 429, headers: { 'retry-after': '2' }, body: 'no' },
    { kind: 'stream', events: ['one ', 'two'], afterwards: 'ends' },
  ];
  const server = await startModelServer(replies);
  const first = await ask(server.url);
  expect([first.status, first.headers.get('retry-after'), await first.text()]).toEqual([429, '2', 'no']);
  for (let round = 0; round < 2; round += 1) expect(await (await ask(server.url)).text()).toBe('one two');
  expect(server.requests).toEqual(Array.from({ length: 3 }, () => ({ path: '/v1', body: 'Hello' })));
});

test('breaks a stream in its middle', async () => {
  const server = await startModelServer([{ kind: 'stream', events: ['one'], afterwards: 'breaks' }]);
  await expect(ask(server.url).then((response) => response.text())).rejects.toThrow();
});

test('tells nobody who does not ask', async () => {
  const server = await startModelServer([{ kind: 'no-headers' }]);
  expect((await fetch(server.url)).status).toBe(404);
  expect(server.requests).toEqual([]);
});
