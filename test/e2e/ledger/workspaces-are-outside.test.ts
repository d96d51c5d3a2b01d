import { chmodSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { recordsFolder, settle, standings } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

it('runs work under the state folder of the user, never inside .git; records stay where git clean does not reach', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  writePlan(repository, 'where', [
    { files: ['here.txt'], commands: [`pwd -P > ${meet.place('pwd')}`, 'echo > here.txt'] },
  ]);
  await settle(repository);
  const state = realpathSync(join(process.env['XDG_STATE_HOME'] ?? '', 'planex'));
  expect(meet.read('pwd').startsWith(`${state}/`)).toBe(true);
  repository.git('clean', '-ffdxq', '-e', 'docs');
  const records = readFileSync(join(recordsFolder(repository), 'events.jsonl'), 'utf8');
  expect(records).toContain('task:landed');
});

it('dependency folders are linked into the workspace, and the links are never committed', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  repository.commit({
    '.gitignore': 'node_modules/\n',
    'package.json': '{ "name": "it" }',
    'package-lock.json': '{}',
  });
  repository.write('node_modules/tool/index.js', 'tool\n');
  writePlan(repository, 'linked', [
    {
      commands: [`cat node_modules/tool/index.js > ${meet.place('seen')}`, 'echo > made.txt'],
      verify: ['true'],
    },
  ]);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(meet.read('seen')).toBe('tool\n');
  expect(repository.git('show', '--format=', '--name-only', 'HEAD')).toBe('made.txt');
  expect(repository.read('node_modules/tool/index.js')).toBe('tool\n');
});

it('hooks of a relative core.hooksPath run for the commits of runs', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  repository.write('.husky/_/pre-commit', `#!/bin/sh\n${meet.give('hook')}\n`);
  repository.git('config', 'core.hooksPath', '.husky/_');
  chmodSync(join(repository.path, '.husky/_/pre-commit'), 0o755);
  writePlan(repository, 'hooked', [{ files: ['made.txt'], commands: ['echo > made.txt'] }]);
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(meet.given()).toEqual(['hook']);
});
