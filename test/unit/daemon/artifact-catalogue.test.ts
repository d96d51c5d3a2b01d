import { expect, it } from 'vitest';
import { digestBytes } from '../../../src/artifacts/digest.ts';
import { createArtifactCatalogue } from '../../../src/daemon/look/artifact-catalogue.ts';
import type { ArtifactFile } from '../../../src/daemon/ports.ts';
import { planText } from '../../support/plan.ts';

function file(path: string, text: string): ArtifactFile {
  return describeFile(path, Buffer.from(text));
}

function describeFile(path: string, bytes: Uint8Array): ArtifactFile {
  return { path, bytes, digest: digestBytes(bytes) };
}

it('reads tasks with ids, in the order of the paths', () => {
  const entries = createArtifactCatalogue().read([
    file('docs/plans/b.md', planText([{}])),
    file('docs/plans/a.md', planText([{}, {}])),
  ]);
  expect(entries.flatMap((entry) => entry.tasks.map((task) => task.id))).toEqual([
    'docs/plans/a#1',
    'docs/plans/a#2',
    'docs/plans/b#1',
  ]);
});

it('does not parse the same bytes twice, and does parse others', () => {
  const catalogue = createArtifactCatalogue();
  const [first] = catalogue.read([file('docs/plans/a.md', planText([{}]))]);
  const [again] = catalogue.read([file('docs/plans/a.md', planText([{}]))]);
  const [changed] = catalogue.read([file('docs/plans/a.md', planText([{}, {}]))]);
  expect(again).toBe(first);
  expect(changed?.tasks).toHaveLength(2);
});

it('an artifact with an error has diagnostics and no tasks, and disturbs no other', () => {
  const entries = createArtifactCatalogue().read([
    file('docs/issues/bad.json', '{ "tasks": '),
    file('docs/plans/good.md', planText([{}])),
  ]);
  expect(entries.map((entry) => entry.tasks.length)).toEqual([0, 1]);
  expect(entries[0]?.diagnostics[0]?.severity).toBe('error');
});

it('a file that could not be read says why, also when its bytes were read before', () => {
  const catalogue = createArtifactCatalogue();
  catalogue.read([file('docs/plans/a.md', '')]);
  const [entry] = catalogue.read([{ ...file('docs/plans/a.md', ''), problem: 'it is too large' }]);
  expect(entry?.diagnostics).toMatchObject([{ severity: 'error', message: 'it is too large' }]);
});

it('two artifacts whose tasks would have the same ids do not both run', () => {
  const entries = createArtifactCatalogue().read([
    file('docs/plans/a.md', planText([{}])),
    file('docs/plans/a.markdown', planText([{}])),
  ]);
  expect(entries.map((entry) => entry.tasks.length)).toEqual([1, 0]);
  expect(entries[1]?.diagnostics.at(-1)).toMatchObject({ severity: 'error', rule: 'same-id' });
});

it.each(['docs/plans/new\nline.md', 'docs/plans/tab\there.md', 'docs/plans/\u2028.md'])(
  'a path that would break a line of a commit message gives an error and no tasks: %j',
  (path) => {
    const bytes = new TextEncoder().encode('### Task 1: One\n\n**Commands:**\n- `true`\n');
    const [entry] = createArtifactCatalogue().read([describeFile(path, bytes)]);
    expect(entry?.tasks).toEqual([]);
    expect(entry?.diagnostics[0]).toMatchObject({ severity: 'error', rule: 'unreadable' });
  },
);
