import { expect, it, onTestFinished } from 'vitest';
import { openArtifactSource } from '../../../src/compose/daemon/artifact-source.ts';
import { openSettings } from '../../../src/compose/settings-source.ts';
import { createWorkWindow } from '../../../src/daemon/run/work-window.ts';
import { openRecords } from '../../../src/state/records.ts';
import { planText, writes } from '../../support/plan.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const ignore = (): void => undefined;

it('sees what was written at the very end of the last run, also where other settings show it', async () => {
  const repository = makeRepository();
  const records = openRecords(makeFolder(), { access: 'write', onSpoilt: ignore });
  const settings = openSettings(repository.path, { rejected: ignore, applied: ignore });
  const source = openArtifactSource({
    home: repository.path,
    settings: () => settings.latest(),
    watch: false,
    onChange: ignore,
    onProblem: ignore,
  });
  onTestFinished(() => source.close());
  const window = createWorkWindow(
    {
      records,
      settings: () => settings.read(),
      artifacts: async () => source.latest(),
      refreshArtifacts: () => source.refresh(),
      nowMs: () => 0,
    },
    () => 0,
    new Set(),
  );
  await window.note();
  repository.write('notes/other.md', planText([writes('other.txt')], { status: 'APPROVED' }));
  repository.write('.planexrc', '{ "artifacts": { "plans": ["notes/*.md"] } }');
  expect(await window.prepareLook()).toBe(true);
  expect(source.latest().map(({ path }) => path)).toEqual(['notes/other.md']);
});
