import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('the executable bit lands when it is set, taken away, or changed alone', async () => {
  const repository = makeRepository();
  repository.commit({ 'plain.sh': 'echo\n', 'tool.sh': 'echo\n' });
  repository.git('update-index', '--chmod=+x', 'tool.sh');
  repository.git('commit', '--quiet', '-m', 'build: make it a tool');
  repository.git('checkout', '--quiet', '--', '.');
  await landPlan(repository, [
    { commands: ['chmod +x plain.sh', 'chmod -x tool.sh', 'echo echo > new.sh', 'chmod +x new.sh'] },
  ]);
  expect(
    repository.git('ls-tree', '--format=%(objectmode) %(path)', 'HEAD', 'plain.sh', 'tool.sh', 'new.sh'),
  ).toBe('100755 new.sh\n100755 plain.sh\n100644 tool.sh');
  const isExecutable = (path: string): boolean => (statSync(join(repository.path, path)).mode & 0o100) !== 0;
  expect(['plain.sh', 'tool.sh', 'new.sh'].map(isExecutable)).toEqual([true, false, true]);
});
