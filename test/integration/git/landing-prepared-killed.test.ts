import { existsSync, readFileSync, readdirSync, realpathSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { listLocks } from '../../support/landing-kill-scene.ts';
import { haveGitWrite, readStatus } from '../../support/landing-scene.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';
import { makePreparedScene, OLD, requestOf, TWENTY } from '../../support/prepared-scene.ts';

const program = useLandingProgram();

describe('what the user does to files after a kill is theirs', () => {
  const KILLS = [
    'landing:journal-written',
    'landing:files-held',
    'landing:files-prepared',
    'landing:ref-prepared',
  ];

  async function makeKilled(point: string) {
    const scene = makePreparedScene();
    const work = { verb: 'land', request: requestOf(scene) };
    expect((await program.start(work, { PLANEX_FAULT_POINT: point }).ended).signal).toBe('SIGKILL');
    await waitForNobodyIn(realpathSync(scene.repository.path));
    return scene;
  }

  test.each([...KILLS, 'landing:files-begun'])(
    'killed at %s: a shortened file stays short',
    async (point) => {
      const scene = await makeKilled(point);
      scene.repository.write('a.txt', TWENTY.slice(0, 15).join(''));

      await recoverLandings(scene.records);

      expect(scene.repository.read('a.txt')).toBe(TWENTY.slice(0, 15).join(''));
      expect(listLocks(scene)).toEqual([]);
    },
  );

  test.each(KILLS)('killed at %s: a removed file stays removed', async (point) => {
    const scene = await makeKilled(point);
    scene.repository.git('rm', '--quiet', 'a.txt');

    await recoverLandings(scene.records);

    expect(readStatus(scene.repository)).toMatch(/^1 D\. .* a\.txt\0$/);
  });

  test('after a loss of power, what is cut off is put right, and kept', async () => {
    const scene = await makeKilled('landing:files-written');
    const [name = ''] = readdirSync(join(scene.records, 'landings')).filter((one) => one.endsWith('.json'));
    const file = join(scene.records, 'landings', name);
    const journal = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(
      file,
      JSON.stringify({ ...journal, owner: { ...journal.owner, bootId: 'the boot before' } }),
    );
    truncateSync(join(scene.repository.path, 'a.txt'), 30);
    truncateSync(join(scene.repository.path, 'fresh/d.txt'), 1);

    expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);

    expect(scene.repository.read('a.txt')).toBe(OLD['a.txt']);
    expect(existsSync(join(scene.repository.path, 'fresh'))).toBe(false);
    expect(readStatus(scene.repository)).toBe('');
  });

  test('what is saved while a recovery looks at the files stays', async () => {
    const scene = await makeKilled('landing:files-written');
    const path = join(scene.repository.path, 'a.txt');
    scene.repository.write('fresh/d.txt', 'edited\n');
    // What d.txt would be is asked when a.txt is known to be as planex wrote it.
    writeFileSync(join(scene.repository.path, '.git/info/attributes'), 'd.txt filter=saving\n');
    const save = `echo mine > '${path}.saving'; mv '${path}.saving' '${path}'`;
    scene.repository.git('config', 'filter.saving.clean', 'cat');
    scene.repository.git('config', 'filter.saving.smudge', `cat; ${save}`);

    await recoverLandings(scene.records);

    expect(scene.repository.read('a.txt')).toBe('mine\n');
    expect(scene.repository.read('fresh/d.txt')).toBe('edited\n');
  });

  test('where git was writing, what is shorter than either side is put right, and kept', async () => {
    const scene = makePreparedScene();
    haveGitWrite(scene.repository);
    const work = { verb: 'land', request: requestOf(scene) };
    expect((await program.start(work, { PLANEX_FAULT_POINT: 'landing:files-written' }).ended).signal).toBe(
      'SIGKILL',
    );
    await waitForNobodyIn(realpathSync(scene.repository.path));
    scene.repository.write('a.txt', TWENTY.slice(0, 15).join(''));

    const [recovery] = await recoverLandings(scene.records);

    expect(scene.repository.read('a.txt')).toBe(OLD['a.txt']);
    expect(recovery?.kept.map((path) => readFileSync(path, 'utf8'))).toEqual([TWENTY.slice(0, 15).join('')]);
  });
});
