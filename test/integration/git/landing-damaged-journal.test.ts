import { readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { dieAt, INDEX_REPLACED } from '../../support/die-after-rename.ts';
import { expectWhole, type KillScene, listLocks, makeKillScene } from '../../support/landing-kill-scene.ts';
import { photograph, RUN } from '../../support/landing-scene.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';
import { breakReading, canBreakReading } from '../../support/unreadable.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

const program = useLandingProgram();

async function makeKilled(point: string): Promise<KillScene & { journal: string }> {
  const scene = makeKillScene();
  expect((await program.start(scene.work, dieAt(point)).ended).signal).toBe('SIGKILL');
  await waitForNobodyIn(realpathSync(scene.repository.path));
  return { ...scene, journal: join(scene.records, `landings/${RUN}.json`) };
}

const DAMAGES: [string, (text: string) => string][] = [
  ['cut', (text) => text.slice(0, text.length / 2)],
  ['empty', () => ''],
  ['of another shape', () => `{"version":1,"runId":"${RUN}"}`],
];

test.each(DAMAGES)(
  'a journal that is %s is set aside with all that its landing had written',
  async (_, how) => {
    for (const point of ['landing:files-begun', 'landing:files-written', INDEX_REPLACED]) {
      const scene = await makeKilled(point);
      const { repository, records, journal } = scene;
      const bytes = how(readFileSync(journal, 'utf8'));
      writeFileSync(journal, bytes);
      const before = photograph(repository);

      const [recovery, ...others] = await recoverLandings(records);

      expect(others).toEqual([]);
      expect(recovery).toMatchObject({
        runId: RUN,
        result: 'set-aside',
        detail: expect.stringContaining('git status'),
      });
      const kept = recovery?.kept[0] ?? '';
      expect(readFileSync(join(kept, 'journal.json'), 'utf8')).toBe(bytes);
      expect(readdirSync(join(kept, 'files'))).not.toEqual([]);
      expect(readdirSync(join(records, 'landings'))).toEqual([]);
      expect(listLocks(scene)).toEqual([]);
      expect(photograph(repository)).toEqual(before);
      expect(await recoverLandings(records)).toEqual([]);
      // What is left half done is the user's to look at: no landing goes over it.
      const again = await scene.land(scene.commit);
      expect(['landed', 'dirty-paths'], point).toContain(again.kind);
      if (again.kind === 'dirty-paths') expect(photograph(repository)).toEqual(before);
      else expectWhole(scene);
    }
  },
);

test.runIf(canBreakReading)('a journal that cannot be read holds its landing back until it can', async () => {
  const scene = await makeKilled('landing:files-written');
  const { records, journal } = scene;
  const mend = breakReading(journal);

  const [recovery] = await recoverLandings(records);

  expect(recovery).toMatchObject({ result: 'postponed', detail: expect.stringContaining('cannot read') });
  expect(await scene.land(scene.commit)).toMatchObject({ kind: 'locked' });
  // It bears the name of who tried last; the file behind that name works again.
  const claimed = readdirSync(join(records, 'landings')).find((name) => name.startsWith(`${RUN}~`));
  rmSync(join(records, 'landings', claimed ?? ''));
  mend();
  expect(await recoverLandings(records)).toMatchObject([{ result: 'rolled-back' }]);
  expectWhole(scene);
});
