import { toPlainLine } from '../artifacts/plain-text.ts';
import { createLook, type Look } from '../daemon/look/look.ts';
import { createOperations } from '../daemon/operations/create-operations.ts';
import type { OperatedLoop, Operations } from '../daemon/operations/operations.ts';
import type { Ports } from '../daemon/ports.ts';
import { openEventLog } from '../state/event-log.ts';
import { isDoneLastWord } from '../state/last-word.ts';
import { findOriginal } from '../state/instance-lock.ts';
import { openRecords } from '../state/records.ts';
import { planexVersion } from '../version.ts';
import { openArtifactSource } from './daemon/artifact-source.ts';
import { prepareKeeping } from './status/keep-status.ts';
import type { Planex } from './open-planex.ts';
import { createPorts } from './ports/ports.ts';
import { openSettings, SETTINGS_FILE } from './settings-source.ts';

/** Lets a command use operations in its own process: for `write` it holds the store's lock meanwhile. */
export async function useOwnOperations<T>(
  planex: Planex,
  access: 'read' | 'write',
  use: (operations: Operations) => Promise<T>,
): Promise<T> {
  const ignore = (): void => undefined;
  const events = access === 'write' ? openEventLog(planex.records, { onTrouble: ignore }) : undefined;
  let hasWarned = false;
  const warn = (lines: readonly string[]): void => {
    hasWarned = true;
    process.stderr.write(`planex: warning: ${lines.map(toPlainLine).join('\n  ')}\n`);
  };
  const records = openRecords(planex.records, {
    access,
    onSpoilt: ({ path, problem }) => warn([`${path}: ${problem}`]),
  });
  const settings = openSettings(planex.repository.home, {
    rejected: (lines) => warn([`${SETTINGS_FILE} has errors, so the defaults are shown:`, ...lines]),
    applied: ignore,
  });
  await settings.read();
  const original = findOriginal(planex.records);
  if (original !== undefined) {
    warn([
      `this is a copy of ${original}, where planex is at work: a run that seems to be cut off here goes on there`,
    ]);
  }
  const keep = access === 'read' ? await prepareKeeping(planex, () => settings.latest()) : undefined;
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
    for (const { message, state } of recovered) if (state === 'set-aside') warn(message.split('\n'));
    await ports.refreshArtifacts();
    const daemon = { running: false, version: planexVersion };
    const loop = createStillLoop(ports);
    const operations = createOperations(ports, loop, daemon);
    return await use({
      ...operations,
      async status() {
        const view = await operations.status();
        const seen = loop.lastLook();
        // What was warned of is to be warned of the next time too.
        if (seen !== undefined && recovered.length === 0 && !hasWarned) keep?.(seen, view);
        return view;
      },
    });
  } finally {
    await artifacts.close();
    events?.close();
  }
}

/** A loop that only looks: without a daemon nothing is started. */
function createStillLoop(ports: Ports): OperatedLoop & { lastLook(): Look | undefined } {
  const take = createLook(ports, {
    isBusy: () => false,
    listLeft: (runId) => ports.execution.listLeft(runId),
  });
  let last: Look | undefined;
  const look = async (): Promise<Look> => (last = await take());
  return {
    look,
    lastLook: () => last,
    nudge: () => undefined,
    whenQuiet: look,
    cancelRuns: async () => false,
    holdUp: (work) => work(),
  };
}
