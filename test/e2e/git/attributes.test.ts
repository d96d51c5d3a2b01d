import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { makeRepository } from '../../support/repository.ts';

it('text, eol and working-tree-encoding of .gitattributes hold for what lands', async () => {
  const repository = makeRepository();
  repository.commit({
    '.gitattributes': '* text=auto\n*.bat eol=crlf\n*.u16 text working-tree-encoding=UTF-16LE eol=lf\n',
    'run.bat': 'echo 1\r\n',
  });
  await landPlan(repository, [
    {
      files: ['Modify: run.bat', 'tea.u16', 'raw.bin'],
      commands: [
        "printf 'echo 2\\r\\n' >> run.bat",
        "printf 't\\0\\n\\0' > tea.u16",
        "printf 'a\\r\\n\\0' > raw.bin",
      ],
    },
  ]);
  const read = (path: string): string => readFileSync(join(repository.path, path), 'latin1');
  expect(repository.git('show', 'HEAD:run.bat')).toBe('echo 1\necho 2');
  expect(read('run.bat')).toBe('echo 1\r\necho 2\r\n');
  expect(repository.git('show', 'HEAD:tea.u16')).toBe('t');
  expect(read('tea.u16')).toBe('t\0\n\0');
  expect(read('raw.bin')).toBe('a\r\n\0');
});

it('attributes that a task itself brings hold from then on', async () => {
  const repository = makeRepository();
  await landPlan(repository, [
    {
      files: ['.gitattributes', 'a.bat'],
      commands: ["echo '*.bat eol=crlf' > .gitattributes", "printf 'a\\r\\n' > a.bat"],
    },
    { files: ['b.bat'], commands: ["printf 'b\\n' > b.bat"] },
  ]);
  expect(repository.git('show', 'HEAD:a.bat')).toBe('a');
  expect(readFileSync(join(repository.path, 'b.bat'), 'utf8')).toBe('b\r\n');
});
