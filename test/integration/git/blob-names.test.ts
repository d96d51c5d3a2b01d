import { execFileSync } from 'node:child_process';
import { expect, it, test } from 'vitest';
import { nameBlobs } from '../../../src/git/blob-names.ts';
import { recordGit } from '../../support/count-git.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const FILES: [path: string, text: string][] = [
  ['plain.md', 'one\ntwo\n'],
  ['empty.md', ''],
  ['windows.md', 'one\r\ntwo\r\n'],
  ['mixed.md', 'one\r\ntwo\n'],
  ['ä "quoted" [1]*.md', 'text\n'],
  [':(top) odd.md', 'text\n'],
  ['a\nline.md', 'text\n'],
  ['marked.id', '$Id: something$\n'],
  ['shouting.filtered', 'quiet\n'],
  ['wide.utf16', '\ufeffwide\n'],
  ['folder/not-here.md', 'text\n'],
];
const ATTRIBUTES = '*.id ident\n*.filtered filter=upper\n*.utf16 working-tree-encoding=UTF-16LE-BOM\n';

const SETTINGS: [string, [string, string][], string][] = [
  ['no settings', [], ''],
  ['line ends converted', [['core.autocrlf', 'true']], ''],
  ['line ends by attribute', [], '*.md text=auto eol=crlf\n'],
  ['conversions', [['filter.upper.clean', 'tr a-z A-Z']], ATTRIBUTES],
  [
    'conversions that fail',
    [
      ['filter.upper.clean', 'false'],
      ['filter.upper.required', 'true'],
    ],
    ATTRIBUTES,
  ],
];

it.each(SETTINGS)('blobs are named as git names them: %s', async (_name, settings, attributes) => {
  const repository = makeRepository();
  for (const [key, value] of settings) repository.git('config', key, value);
  if (attributes !== '') repository.write('.gitattributes', attributes);
  expect(await nameAll(repository)).toEqual(FILES.map(([path, text]) => askGit(repository, path, text)));
});

test('blobs are named as git names them where names are longer', async () => {
  const repository = useRepository(makeFolder());
  repository.git('init', '--quiet', '--object-format=sha256');
  expect(await nameAll(repository)).toEqual(FILES.map(([path, text]) => askGit(repository, path, text)));
});

test('two processes name a thousand files', async () => {
  const { path } = makeRepository();
  const readGit = recordGit();
  const files = Array.from({ length: 1_000 }, (_, at) => ({
    path: `docs/plans/plan-${at}.md`,
    bytes: Buffer.from(`plan ${at}\n`),
  }));
  expect(new Set(await nameBlobs(path, files)).size).toBe(1_000);
  expect(readGit()).toHaveLength(2);
});

function nameAll({ path: top }: TestRepository): Promise<(string | undefined)[]> {
  const files = FILES.map(([file, text]) => ({ path: file, bytes: encode(file, text) }));
  return nameBlobs(top, files);
}

function encode(path: string, text: string): Buffer {
  return Buffer.from(text, path.endsWith('.utf16') ? 'utf16le' : 'utf8');
}

function askGit({ path: cwd }: TestRepository, path: string, text: string): string | undefined {
  try {
    return execFileSync('git', ['hash-object', '--stdin', `--path=${path}`], {
      cwd,
      input: encode(path, text),
      stdio: ['pipe', 'pipe', 'ignore'],
      encoding: 'utf8',
    }).trim();
  } catch {
    return undefined;
  }
}
