import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeLandingScene } from '../../support/landing-scene.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';

/** A commit to land, and a user with something staged whose editor stays open until it is told to close. */
function makeScene() {
  const scene = makeLandingScene({ 'a.txt': 'a\n', 'mine.txt': '1\n' });
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  const meet = makeRendezvous();
  const editor = join(scene.records, 'editor');
  const script = `#!/bin/sh\n${meet.give('open')}\n${meet.await('close')}\necho by hand > "$1"\n`;
  writeFileSync(editor, script, { mode: 0o755 });
  scene.repository.write('mine.txt', '2\n');
  scene.repository.git('add', 'mine.txt');
  // Now the index holds all that a commit would write into it, and the commit leaves it as it is.
  scene.repository.git('write-tree');
  return { ...scene, commit, meet, editor };
}

const WAITS = { kind: 'operation-in-progress', operation: 'git commit' };

test('a commit whose message is being written goes through, and the landing waits', async () => {
  const { repository, records, land, commit, meet, editor } = makeScene();
  const committing = spawn('git', ['commit'], {
    cwd: repository.path,
    env: { ...process.env, GIT_EDITOR: editor },
    stdio: 'ignore',
  });
  const ended = once(committing, 'close');
  onTestFinished(async () => {
    meet.send('close');
    await ended;
  });
  await meet.receive('open');
  expect(await land(commit)).toEqual(WAITS);
  expect(readdirSync(join(records, 'landings'))).toEqual([]);
  meet.send('close');
  expect((await ended)[0]).toBe(0);
  expect(repository.git('log', '-1', '--format=%s')).toBe('by hand');
});

test('a commit that begins while the landing prepares goes through as well', async () => {
  const { repository, records, land, commit, meet, editor } = makeScene();
  const hook = join(repository.path, '.git/hooks/reference-transaction');
  // The branch is prepared and the index is not locked yet: in this instant the user begins.
  const begin = [
    `test "$1" = prepared -a -n "$PLANEX_RUN" || exit 0`,
    `unset PLANEX_RUN`,
    `(GIT_EDITOR=${editor} git commit; echo $? > ${meet.place('code')}) </dev/null >/dev/null 2>&1 &`,
    meet.await('open'),
  ];
  writeFileSync(hook, `#!/bin/sh\n${begin.join('\n')}\n`, { mode: 0o755 });
  onTestFinished(async () => {
    meet.send('close');
    await waitUntil(() => meet.given().includes('code'), 'the commit has ended');
  });
  expect(await land(commit)).toEqual(WAITS);
  expect(readdirSync(join(records, 'landings'))).toEqual([]);
  meet.send('close');
  await waitUntil(() => meet.given().includes('code') && meet.read('code') !== '', 'the commit has ended');
  expect(meet.read('code')).toBe('0\n');
  expect(repository.git('log', '-1', '--format=%s')).toBe('by hand');
});
