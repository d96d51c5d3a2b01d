import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { expectNothingLeft, planex } from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it.each(['once', 'start'])(
  'planex %s is refused where the work trees of runs have no place, or one among your files',
  async (command) => {
    const repository = makeRepository();
    writePlan(repository, 'a', [writes('a.txt')]);
    const file = join(makeFolder(), 'file');
    writeFileSync(file, '');
    for (const state of [file, join(repository.path, 'state')]) {
      const { code, stderr } = await planex(repository, [command], { env: { XDG_STATE_HOME: state } });
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('set XDG_STATE_HOME to') });
      await expectNothingLeft(repository);
    }
    expect(repository.git('status', '--porcelain', '--untracked-files=all')).not.toContain('state/');
  },
);

it('a place in the repository that Git ignores will do', async () => {
  const repository = makeRepository();
  repository.commit({ '.gitignore': 'state/\n' });
  writePlan(repository, 'a', [writes('a.txt')]);
  const env = { XDG_STATE_HOME: join(repository.path, 'state') };
  expect(await planex(repository, ['once'], { env })).toMatchObject({ code: 0 });
});
