import { toPlainLine } from '../artifacts/plain-text.ts';
import { createLook } from '../daemon/look.ts';
import { createOperations, type OperatedLoop, type Operations } from '../daemon/operations.ts';
import type { Ports } from '../daemon/ports.ts';
import { openEventLog } from '../state/event-log.ts';
import { isDoneLastWord } from '../state/last-word.ts';
import { openRecords } from '../state/records.ts';
import { planexVersion } from '../version.ts';
import { openArtifactSource } from './artifact-source.ts';
import type { Planex } from './open-planex.ts';
import { createPorts } from './ports.ts';
import { openSettings, SETTINGS_FILE } from './settings-source.ts';

/** Lets a command use operations in its own process: for `write` it holds the store's lock meanwhile. */
export async function useOwnOperations<T>(
  planex: Planex,
  access: 'read' | 'write',
  use: (operations: Operations) => Promise<T>,
): Promise<T> {
  const ignore = (): void => undefined;
  const events = access === 'write' ? openEventLog(planex.records, { onTrouble: ignore }) : undefined;
  const records = openRecords(planex.records, {
    access,
    onSpoilt: ({ path, problem }) => warn([`${path}: ${problem}`]),
  });
  const settings = openSettings(planex.repository.home, {
    rejected: (lines) => warn([`${SETTINGS_FILE} has errors, so the defaults are shown:`, ...lines]),
    applied: ignore,
  });
  await settings.read();
  const artifacts = openArtifactSource({
    home: planex.repository.home,
    settings: () => settings.latest(),
    watch: false,
    onChange: ignore,
    onProblem: (message) => warn([message]),
  });
  try {
    const ports = createPorts({
      planex,
      records,
      access,
      settings,
      artifacts,
      isOwner: () => true,
      events: {
        append: (event) => events?.append(event),
        isDoneLastWord: (artifact) => isDoneLastWord(planex.records, artifact),
      },
    });
    const recovered = await ports.landing.recover();
    warnOf(recovered.filter(({ state }) => state === 'set-aside').map(({ message }) => message));
    await ports.refreshArtifacts();
    const daemon = { running: false, version: planexVersion };
    return await use(createOperations(ports, createStillLoop(ports), daemon));
  } finally {
    await artifacts.close();
    events?.close();
  }
}

function warnOf(messages: readonly string[]): void {
  for (const message of messages) warn(message.split('\n'));
}

function warn(lines: readonly string[]): void {
  process.stderr.write(`planex: warning: ${lines.map(toPlainLine).join('\n  ')}\n`);
}

/** A loop that only looks: without a daemon nothing is started. */
function createStillLoop(ports: Ports): OperatedLoop {
  const look = createLook(ports, () => false);
  return { look, nudge: () => undefined, whenQuiet: look, cancelRun: async () => false };
}
