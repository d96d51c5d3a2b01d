import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installHook } from '../../support/install-hook.ts';
import { landPlan } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

it('lefthook: a hook that calls a program from node_modules of the work tree it commits in', async () => {
  const repository = makeRepository();
  const meet = makeRendezvous();
  repository.commit({ '.gitignore': 'node_modules/\n', 'package.json': '{}', 'package-lock.json': '{}' });
  repository.write(
    'node_modules/.bin/runner',
    `#!/bin/sh\n${meet.give('runner')}\ngit diff --cached --quiet && exit 1\nexit 0\n`,
  );
  chmodSync(join(repository.path, 'node_modules/.bin/runner'), 0o755);
  installHook(
    repository,
    'pre-commit',
    '"$(git rev-parse --show-toplevel)/node_modules/.bin/runner" run pre-commit',
  );
  await landPlan(repository, [{ ...writes('mine.txt'), verify: ['true'] }]);
  expect(meet.given()).toEqual(['runner']);
});
