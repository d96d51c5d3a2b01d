import { expect, it } from 'vitest';
import { landPlan, newestChange } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('settings that change what git prints or finds do not mislead planex', async () => {
  const repository = makeRepository();
  repository.commit({ 'tea.txt': 'one\n', 'moved.txt': 'a file that is long enough to be found again\n' });
  for (const [name, value] of Object.entries({
    'color.ui': 'always',
    'core.pager': 'false',
    'core.quotePath': 'true',
    'diff.noprefix': 'true',
    'diff.renames': 'copies',
    'diff.external': 'false',
    'diff.ignoreSubmodules': 'all',
    'log.showSignature': 'true',
    'log.follow': 'true',
    'log.date': 'relative',
    'format.pretty': 'oneline',
    'status.showUntrackedFiles': 'no',
    'status.short': 'true',
    'status.branch': 'true',
    'status.renames': 'copies',
    'status.relativePaths': 'true',
    'core.abbrev': '4',
    'grep.patternType': 'perl',
    'i18n.logOutputEncoding': 'ISO-8859-1',
  })) {
    repository.git('config', name, value);
  }
  await landPlan(
    repository,
    [
      { commands: ['mv moved.txt größe.txt', 'cp tea.txt copy.txt', 'echo two >> tea.txt'], title: 'Größe' },
      writes('two.txt'),
    ],
    { status: '' },
  );
  expect(newestChange(repository)).toContain('two.txt');
  expect(
    repository.git('ls-tree', '-z', '--name-only', 'HEAD').split('\0').filter(Boolean).toSorted(),
  ).toEqual(['README.md', 'copy.txt', 'größe.txt', 'tea.txt', 'two.txt']);
});
