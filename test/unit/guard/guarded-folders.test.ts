import { expect, it } from 'vitest';
import { listGuardedFolders } from '../../../src/guard/guarded-folders.ts';

it.each<[string[], string[]]>([
  [['docs/plans/*.md'], ['docs/plans']],
  [
    ['docs/plans/*.md', 'docs/plans/completed/*.md'],
    ['docs/plans', 'docs/plans/completed'],
  ],
  [['docs/plans/**/*.md', 'docs/plans/a.md'], ['docs/plans']],
  [['./docs//plans/./*.md'], ['docs/plans']],
  [['*.md'], ['.']],
  [['./*.md', '**/plan.md', '!drafts/*'], ['.']],
  [
    ['docs/{plans,more}/*.md', "it's [1]/*.md"],
    ['docs', '.'],
  ],
  [[], ['docs/plans']],
])('the plans %j lie below %j', (patterns, folders) => {
  expect(listGuardedFolders(patterns)).toEqual(folders);
});
