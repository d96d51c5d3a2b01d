import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planex, recordsFolder, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

const file = (path: string): void => writeFileSync(path, 'x\n');
const linkToNothing = (path: string): void => symlinkSync('/nowhere/at/all', path);

/** What stands in the place of a file or folder of the records. */
describe.each([
  ['a file', '.', file],
  ['a file', 'artifacts', file],
  ['a file', 'open', file],
  ['a link to nothing', 'runs', linkToNothing],
  ['a folder', 'daemon.lock', (path: string) => mkdirSync(path)],
] as const)('%s in the place of %s of the records', (_, name, put) => {
  it('is said in words, and nothing is run', async () => {
    const repository = makeRepository();
    writePlan(repository, 'a', [writes('a.txt')]);
    await settle(repository);
    writePlan(repository, 'b', [writes('b.txt')]);
    const place = join(recordsFolder(repository), name);
    rmSync(place, { recursive: true, force: true });
    put(place);
    for (const command of ['once', 'start', 'pause']) {
      const { code, stdout, stderr } = await planex(repository, [command]);
      expect({ code, stderr }, `${command}\n${stdout}`).toEqual({
        code: 2,
        stderr: expect.stringContaining(place),
      });
    }
    const status = await planex(repository, ['status']);
    expect(status.stderr).not.toContain('a bug in planex');
    if (status.code === 2) expect(status.stderr).toContain(place);
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');

    rmSync(place, { recursive: true });
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  });
});
