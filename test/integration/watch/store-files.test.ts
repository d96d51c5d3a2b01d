import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openArtifactSource } from '../../../src/compose/daemon/artifact-source.ts';
import { settingsSchema } from '../../../src/config/settings.ts';
import { waitUntil } from '../../support/program.ts';
import { makeFolder } from '../../support/repository.ts';

test.each([
  '.workflow/issues/issues.jsonl',
  '.workflow/issues/issue-history.jsonl',
  '.workflow/issues/queues/index.json',
  '.workflow/issues/queues/QUE-1.json',
  'docs/issues/.store/issues.jsonl',
])('whoever writes %s causes a look, and it is no artifact', async (path) => {
  const home = makeFolder();
  mkdirSync(dirname(join(home, path)), { recursive: true });
  const rewrite = (text: string): void => {
    writeFileSync(join(home, 'draft'), text);
    renameSync(join(home, 'draft'), join(home, path));
  };
  const settings = settingsSchema.parse({});
  let looks = 0;
  const source = openArtifactSource({
    home,
    settings: () => settings,
    watch: true,
    onChange: () => (looks += 1),
    onProblem: () => undefined,
  });
  onTestFinished(() => source.close());
  await source.refresh();
  rewrite('{"id":"ISS-1"}\n');
  await waitUntil(() => looks > 0, 'there was a look');
  const before = looks;
  rewrite('{"id":"ISS-2"}\n');
  await waitUntil(() => looks > before, 'there was another look');
  expect(source.latest()).toEqual([]);
});
