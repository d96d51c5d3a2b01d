import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { planexOk, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const DAY_MS = 24 * 3_600_000;
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../../support/clock-shift.mjs')).href;

it.each(['while planex runs', 'before it starts again'])(
  'a recurring plan goes on when the clock, ahead at the first start, is set right %s',
  async (when) => {
    const repository = makeRepository();
    const clock = join(makeFolder(), 'shift');
    const env = { NODE_OPTIONS: `--import=${PRELOAD}`, CLOCK_SHIFT: clock };
    writeFileSync(clock, String(DAY_MS));
    const { path } = writePlan(repository, 'often', [
      { files: ['Modify: log.txt'], commands: ['echo again >> log.txt'] },
    ]);
    repository.write('.planexrc', JSON.stringify({ schedule: { recurring: { [path]: '* * * * * *' } } }));
    const listDigests = (): string[] =>
      repository
        .git('log', '--format=%(trailers:key=Planex-Digest,valueonly)')
        .split('\n')
        .filter((line) => line.startsWith('sha256:'));
    await startDaemon(repository, { env });
    await waitForStatus(repository, () => listDigests().length >= 1);
    if (when === 'while planex runs') writeFileSync(clock, '0');
    else {
      await planexOk(repository, 'stop');
      writeFileSync(clock, '0');
      await startDaemon(repository, { env });
    }
    // One more may have been under way.
    const enough = listDigests().length + 2;
    await waitForStatus(repository, () => listDigests().length >= enough);
    await planexOk(repository, 'stop');
    expect(new Set(listDigests()).size).toBe(listDigests().length);
  },
);
