import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findWork, type Work } from '../../../src/compose/run/find-work.ts';
import type { StatusView } from '../../../src/daemon/status-view.ts';
import { openIssueStore } from '../../../src/state/issue-store.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const ISSUES = 'docs/issues/.store/issues.jsonl';

/** What `planex run <id>` finds in a repository with these files, where planex reads no plans yet. */
function find(id: string, files: Record<string, string>): Promise<Work[]> {
  const home = makeFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const daemon = { running: false, version: '0' };
  const view: StatusView = { daemon, paused: false, artifacts: [], tasks: [] };
  const store = openIssueStore(home, makeFolder());
  return findWork({ cwd: home, view, store, now: new Date() }, { ids: [id] });
}

test('an issue of the store is to be planned', async () => {
  expect(await find('A', { [ISSUES]: '{"id":"A","title":"Tea"}\n' })).toMatchObject([
    { kind: 'issue', label: 'A', title: 'Tea' },
  ]);
});

test.each(['-rf', 'Tür', '$(id)', 'a;b'])(
  'for an id that can name no file nobody is asked: %s',
  async (id) => {
    const line = JSON.stringify({ id, title: 'Tea' });
    await expect(find(id, { [ISSUES]: `${line}\n` })).rejects.toThrow('cannot be the name of a file');
  },
);

test('nobody is asked for a solution where there may be one that cannot be read', async () => {
  const solutions = 'docs/issues/.store/solutions/A.jsonl';
  const finding = find('A', { [ISSUES]: '{"id":"A"}\n', [solutions]: '{"id":"S1","tasks":[\n' });
  await expect(finding).rejects.toThrow(/A may have a solution that cannot be read:\n.*A\.jsonl:1:/);
});

test('an issue that stands on a line that cannot be read is not called unknown', async () => {
  const finding = find('B', { [ISSUES]: '{"id":"A"}\n{"id":"B"\n' });
  await expect(finding).rejects.toThrow(/"B" is not among the issues that can be read:\n.*issues\.jsonl:2:/);
});

test('what is a path means the artifact there, as seen from the folder; other files are to be planned', async () => {
  const repository = makeRepository();
  repository.write('docs/issues/ISS-1.json', '{}');
  repository.write('notes/tea.md', '# Tea');
  const cwd = join(repository.path, 'docs/issues');
  const place = { path: 'docs/issues/ISS-1.json', kind: 'solution', title: '', label: 'ISS-1' } as const;
  const view: StatusView = {
    daemon: { running: false, version: '0' },
    paused: false,
    artifacts: [{ ...place, digest: '', diagnostics: [] }],
    tasks: [],
  };
  const store = openIssueStore(repository.path, makeFolder());
  const run = (...ids: string[]): Promise<Work[]> => findWork({ cwd, view, store, now: new Date() }, { ids });
  const found = [{ kind: 'artifact', label: 'ISS-1', path: place.path }];
  for (const written of ['ISS-1', 'ISS-1.json', '../issues/ISS-1.json', join(cwd, 'ISS-1.json')]) {
    expect(await run(written)).toEqual(found);
  }
  await expect(run('../../notes/tea.md')).rejects.toMatchObject({
    message: '"../../notes/tea.md" is neither an issue nor a plan or solution that planex reads',
    todo: 'planex run --plan ../../notes/tea.md has what it says planned',
  });
  await expect(run('../x')).rejects.toMatchObject({ todo: 'planex issues lists all issues' });
});
