import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan, newestChange } from '../../support/land-plan.ts';
import { makeFolder, useRepository } from '../../support/repository.ts';

it('spaces, quotes and letters of all kinds in the paths of repository, files, plan and branch', async () => {
  const path = join(makeFolder('planex-repo-'), "Ada's Ünïçødé 仓库 $HOME [1] *");
  mkdirSync(path);
  const repository = useRepository(path);
  repository.git('init', '--quiet', '--initial-branch=haupt/größe-茶');
  repository.commit({ 'ordner mit leerzeichen/größe.txt': 'alt\n', '-dash.txt': 'x\n' }, 'docs: say hello');
  await landPlan(
    repository,
    [
      {
        title: 'Grüße — «茶»',
        files: ['Modify: ordner mit leerzeichen/größe.txt', '新しい/ファイル [1].txt', 'Modify: -dash.txt'],
        commands: [
          'echo neu >> "ordner mit leerzeichen/größe.txt"',
          'mkdir 新しい && echo a > "新しい/ファイル [1].txt"',
          'echo y > ./-dash.txt',
        ],
      },
    ],
    { name: 'grüße und küsse' },
  );
  repository.git('config', 'core.quotePath', 'false');
  expect(newestChange(repository).split('\n').toSorted()).toEqual([
    'A\t新しい/ファイル [1].txt',
    'M\t-dash.txt',
    'M\tordner mit leerzeichen/größe.txt',
  ]);
  expect(repository.read('ordner mit leerzeichen/größe.txt')).toBe('alt\nneu\n');
  expect(repository.git('branch', '--show-current')).toBe('haupt/größe-茶');
});
