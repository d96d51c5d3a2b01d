import { onTestFinished } from 'vitest';
import { openArtifactSource } from '../../src/compose/daemon/artifact-source.ts';
import { openPlanex } from '../../src/compose/open-planex.ts';
import { createPorts } from '../../src/compose/ports/ports.ts';
import { openSettings } from '../../src/compose/settings-source.ts';
import { createLook, type Look } from '../../src/daemon/look/look.ts';
import { createOperations } from '../../src/daemon/operations/create-operations.ts';
import type { Operations } from '../../src/daemon/operations/operations.ts';
import type { Ports } from '../../src/daemon/ports.ts';
import { openRecords } from '../../src/state/records.ts';
import type { TestRepository } from './repository.ts';

/** What a daemon does its work with, in the process of the test, and what commands ask of it; nothing is started. */
export interface OpenPorts {
  ports: Ports;
  operations: Operations;
  look: () => Promise<Look>;
}

/** Opens them for a repository as it is now. */
export async function openPorts(repository: TestRepository): Promise<OpenPorts> {
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
    records: openRecords(planex.records, { access: 'write', onSpoilt: ignore }),
    access: 'write',
    settings,
    artifacts,
    isOwner: () => true,
    events: { append: ignore, isDoneLastWord: async () => false },
  });
  await ports.refreshArtifacts();
  const look = createLook(ports, { isBusy: () => false });
  const operations = createOperations(
    ports,
    {
      look,
      nudge: ignore,
      whenQuiet: look,
      cancelRuns: async () => false,
      holdUp: (work) => work(),
    },
    { running: false, version: '0' },
  );
  return { ports, operations, look };
}
