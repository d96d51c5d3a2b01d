import { join } from 'node:path';
import { expect, test } from 'vitest';
import { admitBy } from '../../../src/commands/admit-by.ts';
import { admitWaiting } from '../../../src/compose/run/admit-waiting.ts';
import type { TrustView } from '../../../src/daemon/admission/inspect-trust.ts';
import { planex, readStatus, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';
import { writeSolution, writesFile } from '../../support/solution.ts';

const PATH = 'docs/issues/ISS-1.json';

test('planex run asks about a solution from elsewhere, and takes a yes for the bytes that were shown', async () => {
  const upstream = makeRepository();
  writeSolution(upstream, 'ISS-1', [writesFile('T1', 'one.txt')]);
  upstream.git('add', '.');
  upstream.git('commit', '--quiet', '-m', 'docs: an issue');
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);

  // Without a terminal it says what to do, and --yes is no word on files of others.
  const run = await planex(clone, ['run', 'ISS-1', '--yes']);
  expect(run.code).toBe(1);
  expect(run.stdout).toContain(`do: planex trust ${PATH}`);

  const said: string[] = [];
  const io = { interactive: false, out: () => undefined, err: () => undefined, progress: () => undefined };
  const unasked = admitBy({ cwd: clone.path, options: {}, io });
  const shown: TrustView[] = [];
  const ask = (answer: boolean) => async (view: TrustView) => {
    shown.push(view);
    expect(await unasked(view)).toBe(false);
    said.push(String(answer));
    return answer;
  };
  await admitWaiting(clone.path, await readStatus(clone), PATH, ask(false));
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
  expect(shown).toMatchObject([{ path: PATH, tasks: [{ commands: ['echo T1 > one.txt'] }] }]);

  await admitWaiting(clone.path, await readStatus(clone), PATH, ask(true));
  const { status } = await settle(clone);
  expect(standings(status)).toEqual(['done']);
  await admitWaiting(clone.path, status, PATH, ask(true));
  expect(said).toEqual(['false', 'true']);

  // What was changed while somebody thought about it was not shown.
  const before = await readStatus(clone);
  const changed = {
    tasks: before.tasks.map((task) => ({ ...task, reason: { code: 'not-admitted', message: '' } as const })),
  };
  upstream.write(PATH, upstream.read(PATH).replaceAll('one.txt', 'two.txt'));
  upstream.git('commit', '--quiet', '-am', 'docs: another file');
  clone.git('fetch', '--quiet', 'origin');
  clone.git('merge', '--quiet', '--no-edit', 'FETCH_HEAD');
  const act = admitWaiting(clone.path, changed, PATH, async () => {
    clone.write(PATH, clone.read(PATH).replaceAll('two.txt', 'three.txt'));
    return true;
  });
  await expect(act).rejects.toThrow(/changed/);
});
