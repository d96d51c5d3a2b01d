import { expect, test } from 'vitest';
import { makeFilterPatience } from '../../../src/git/landing/filter-patience.ts';
import { RUN } from '../../support/landing-scene.ts';
import { makeRepository } from '../../support/repository.ts';

const LIMIT_MS = 50;

test('when the time of filters is up, the git is named that was ended, and no other is started', async () => {
  const { path } = makeRepository();
  const patience = makeFilterPatience(RUN, LIMIT_MS);
  expect(patience.isLeft()).toBe(true);
  expect(patience.ending()).toBeUndefined();

  // The arguments of a script need not begin with the command.
  const ended = await patience.run(path, ['records/run', 'checkout-index'], { script: 'exec sleep 600' });

  expect(ended).toMatchObject({ timedOut: true, endedBy: 'limit' });
  expect(patience.isLeft()).toBe(false);
  expect(patience.ending()).toEqual({
    said: `git checkout-index did not end within ${LIMIT_MS} ms`,
    endedBy: 'limit',
  });
  expect(await patience.run(path, ['version'])).toMatchObject({ code: -1, timedOut: true, stdout: '' });
});
