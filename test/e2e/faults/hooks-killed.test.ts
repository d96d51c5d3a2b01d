import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { install, photographFolder, runGitAs, uninstall } from '../../support/hooks.ts';
import { installHook } from '../../support/install-hook.ts';
import { planex } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

/** Points passed beyond this often are passed for one hook after another in the same way. */
const MOST_PASSINGS = 3;

function makeHooked(): { made: TestRepository; folder: string } {
  const made = makeRepository();
  installHook(made, 'pre-commit', 'echo mine; exit 3');
  return { made, folder: join(made.path, '.git/hooks') };
}

/** The points that an action passes, as `PLANEX_FAULT_POINT` names them. */
async function listPoints(made: TestRepository, action: string): Promise<string[]> {
  const trace = join(makeFolder(), 'trace');
  await planex(made, ['hooks', action], { env: { PLANEX_FAULT_TRACE: trace } });
  const passed = readFileSync(trace, 'utf8').trim().split('\n');
  const numbered = passed.map((name, at) => {
    const count = passed.slice(0, at + 1).filter((other) => other === name).length;
    return { name: `${name}#${count}`, count };
  });
  return numbered.filter(({ count }) => count <= MOST_PASSINGS).map(({ name }) => name);
}

it.each(['install', 'uninstall'])(
  'killed anywhere in %s, the hook that was there runs, and comes back as it was',
  async (action) => {
    const { made, folder } = makeHooked();
    const before = photographFolder(folder);
    if (action === 'uninstall') await planex(made, ['hooks', 'install']);
    const points = await listPoints(made, action);
    await uninstall(made.path);
    expect(photographFolder(folder)).toEqual(before);
    expect(points.length).toBeGreaterThan(3);
    for (const point of points) {
      if (action === 'uninstall') await planex(made, ['hooks', 'install']);
      const killed = await planex(made, ['hooks', action], { env: { PLANEX_FAULT_POINT: point } });
      expect(killed.stderr, point).toContain('SIGKILL');
      expect(runGitAs(made.path, ['hook', 'run', 'pre-commit']), point).toEqual({ code: 3, said: 'mine\n' });
      await install(made.path);
      expect(runGitAs(made.path, ['hook', 'run', 'pre-commit']), point).toEqual({ code: 3, said: 'mine\n' });
      await uninstall(made.path);
      expect(photographFolder(folder), point).toEqual(before);
    }
  },
);
