import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectWhole, landPlan } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('deleting the work trees of planex harms nothing, and what they link to is not emptied with them', async () => {
  const repository = makeRepository();
  repository.commit({ '.gitignore': 'node_modules/\n', 'package.json': '{}', 'package-lock.json': '{}' });
  repository.write('node_modules/tool/index.js', 'tool\n');
  const verified = { verify: ['test -f node_modules/tool/index.js'] };
  await landPlan(repository, [{ ...writes('one.txt'), ...verified }]);
  rmSync(join(process.env['XDG_STATE_HOME'] ?? '', 'planex'), { recursive: true });
  repository.git('worktree', 'prune');
  await landPlan(repository, [{ ...writes('two.txt'), ...verified }], { name: 'again' }).catch(
    () => undefined,
  );
  expectWhole(repository);
  expect(repository.read('two.txt')).toBe('two.txt\n');
  expect(readFileSync(join(repository.path, 'node_modules/tool/index.js'), 'utf8')).toBe('tool\n');
  expect(readdirSync(join(repository.path, '.git/worktrees'))).toHaveLength(1);
});
