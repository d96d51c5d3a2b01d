import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('a file beyond core.bigFileThreshold and a thousand small ones land in one commit', async () => {
  const repository = makeRepository();
  repository.git('config', 'core.bigFileThreshold', '1m');
  await landPlan(repository, [
    {
      commands: [
        'head -c 30000000 /dev/urandom > big.bin',
        'mkdir many',
        'for n in $(seq 1000); do echo $n > many/$n; done',
      ],
    },
  ]);
  expect(statSync(join(repository.path, 'big.bin')).size).toBe(30_000_000);
  expect(repository.git('ls-tree', '-r', '--name-only', 'HEAD').split('\n')).toHaveLength(1002);
});
