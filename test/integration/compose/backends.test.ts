import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTakerFinder, type SeenTakers } from '../../../src/compose/calls/backends.ts';
import { readSettings } from '../../../src/config/read-settings.ts';
import type { Route } from '../../../src/routing/route.ts';
import { makeTask } from '../../support/executor-request.ts';
import { makeFolder } from '../../support/repository.ts';

/** An executor of one's own, whose program can be taken away, and two tasks for it. */
function makeFinder() {
  const folder = makeFolder('planex-backends-');
  const program = join(folder, 'mine');
  for (const file of [program, join(folder, 'sh')]) writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  const text = JSON.stringify({ executors: { mine: { command: ['mine'], prompt: 'stdin' } } });
  const { settings, diagnostics } = readSettings(Buffer.from(text), () => undefined);
  expect(diagnostics).toEqual([]);
  let asked = 0;
  const find = createTakerFinder({
    home: folder,
    env: { PATH: folder },
    settings: () => settings,
    findAgent: async () => {
      asked += 1;
      return { ok: false, failure: { kind: 'missing', message: 'not here' } };
    },
  });
  return { find, uninstall: () => rmSync(program), countAsked: () => asked };
}

const routeTo = (backend: string): Route => ({
  kind: 'route',
  backend,
  work: 'implementation',
  sandbox: 'workspace-write',
  failClosed: false,
  because: [],
});

test('of tasks that are asked about at one time the program of each backend is looked for once', async () => {
  const { find, uninstall, countAsked } = makeFinder();
  const seen: SeenTakers = new Map();
  expect(await find(makeTask(), routeTo('mine'), seen)).toMatchObject({ ok: true });
  uninstall();
  expect(await find(makeTask({ key: '3' }), routeTo('mine'), seen)).toMatchObject({ ok: true });
  expect(await find(makeTask(), routeTo('mine'))).toMatchObject({
    ok: false,
    failure: { code: 'backend-missing' },
  });
  for (const key of ['1', '2', '3']) await find(makeTask({ key }), routeTo('codex'), seen);
  expect(countAsked()).toBe(1);
});

test('what a backend cannot take is told of each task', async () => {
  const { find } = makeFinder();
  const seen: SeenTakers = new Map();
  const able = makeTask({ commands: [{ text: 'true', line: 1 }] });
  expect(await find(able, routeTo('shell'), seen)).toMatchObject({ ok: true });
  expect(await find(makeTask(), routeTo('shell'), seen)).toMatchObject({
    failure: { code: 'backend-missing', message: expect.stringContaining('no commands') },
  });
});
