import { expect, onTestFinished, test } from 'vitest';
import { openArtifactSource } from '../../../src/compose/daemon/artifact-source.ts';
import { openPlanex } from '../../../src/compose/open-planex.ts';
import { createPorts } from '../../../src/compose/ports/ports.ts';
import { openSettings } from '../../../src/compose/settings-source.ts';
import { createLook, type Look } from '../../../src/daemon/look/look.ts';
import { openRecords } from '../../../src/state/records.ts';
import { planText } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

/** Looks at a repository with one plan, and says how often it was asked whether a commit is being made. */
async function lookAt(plan: string): Promise<{ look: Look; asked: number }> {
  const repository = makeRepository();
  repository.write('docs/plans/2026-11-20-plan.md', plan);
  const planex = await openPlanex(repository.path);
  const ignore = (): void => undefined;
  const settings = openSettings(repository.path, { rejected: ignore, applied: ignore });
  await settings.read();
  const artifacts = openArtifactSource({
    home: repository.path,
    settings: () => settings.latest(),
    watch: false,
    onChange: ignore,
    onProblem: ignore,
  });
  onTestFinished(() => artifacts.close());
  const ports = createPorts({
    planex,
    records: openRecords(planex.records, { access: 'read', onSpoilt: ignore }),
    access: 'read',
    settings,
    artifacts,
    isOwner: () => true,
    events: { append: ignore, isDoneLastWord: async () => false },
  });
  await ports.refreshArtifacts();
  const readFacts = ports.repository.readFacts.bind(ports.repository);
  let asked = 0;
  ports.repository.readFacts = async () => ({
    ...(await readFacts()),
    get commitInProgress() {
      asked += 1;
      return false;
    },
  });
  return { look: await createLook(ports, { isBusy: () => false })(), asked };
}

const OPEN = planText([{ title: 'Open', commands: ['true'], backend: 'shell' }]);

test('whether a commit is being made is looked for only while a task could start', async () => {
  const { look, asked } = await lookAt(OPEN);
  expect(look.decision.verdicts.map(({ status }) => status)).toEqual(['pending']);
  expect(asked).toBeGreaterThan(0);
  const ticked = await lookAt(OPEN.replace('[ ]', '[x]'));
  expect(ticked.look.decision.verdicts.map(({ status }) => status)).toEqual(['done']);
  expect(ticked.asked).toBe(0);
});
