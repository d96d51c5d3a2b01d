import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { createLook } from '../daemon/look.ts';
import { createOperations, type OperatedLoop, type Operations } from '../daemon/operations.ts';
import type { Ports } from '../daemon/ports.ts';
import { OperatorError } from '../errors.ts';
import { withStoreLock } from '../state/instance-lock.ts';
import { openRecords } from '../state/records.ts';
import { openEventLog } from '../state/event-log.ts';
import { planexVersion } from '../version.ts';
import { openArtifactSource } from './artifact-source.ts';
import { openPlanex, type Planex } from './open-planex.ts';
import { createPorts } from './ports.ts';
import { createRemoteOperations } from './remote-operations.ts';
import { openSettings, SETTINGS_FILE } from './settings-source.ts';

/**
 * Lets a command use the operations: those of the daemon when one runs here, else its own, computed from Git, files and
 * records. `write` operations without a daemon hold the store's lock meanwhile.
 */
export async function withOperations<T>(
  cwd: string,
  access: 'read' | 'write',
  use: (operations: Operations) => Promise<T>,
): Promise<T> {
  const planex = await openPlanex(cwd);
  const holder = planex.readHolder();
  if (holder?.socket !== undefined) return use(createRemoteOperations(holder, holder.socket));
  if (access === 'read') return useLocally(planex, 'read', use);
  const outcome = await withStoreLock(planex.records, planexVersion, () => useLocally(planex, 'write', use));
  if (outcome.kind === 'done') return outcome.value;
  if (outcome.holder.socket !== undefined) {
    return use(createRemoteOperations(outcome.holder, outcome.holder.socket));
  }
  throw new OperatorError(`another planex command is at work here (pid ${outcome.holder.pid})`, {
    todo: 'try again in a moment',
  });
}

async function useLocally<T>(
  planex: Planex,
  access: 'read' | 'write',
  use: (operations: Operations) => Promise<T>,
): Promise<T> {
  const ignore = (): void => undefined;
  const warn = (message: string): void => void process.stderr.write(`planex: warning: ${message}\n`);
  const events = access === 'write' ? openEventLog(planex.records, { onTrouble: ignore }) : undefined;
  const records = openRecords(planex.records, {
    access,
    onSpoilt: ({ path, problem }) => warn(`${path}: ${problem}`),
  });
  const settings = openSettings(planex.repository.home, {
    rejected: (lines) => warn(`${SETTINGS_FILE} has errors, so the defaults are shown:\n${lines.join('\n')}`),
    applied: ignore,
  });
  await settings.read();
  const artifacts = openArtifactSource({
    home: planex.repository.home,
    settings: () => settings.latest(),
    watch: false,
    onChange: ignore,
    onProblem: warn,
  });
  try {
    const ports = createPorts({
      planex,
      records,
      access,
      settings,
      artifacts,
      events: { append: (event) => events?.append(event) },
    });
    await ports.landing.recover();
    await ports.refreshArtifacts();
    const daemon = { running: false, version: planexVersion };
    return await use(createOperations(ports, createStillLoop(ports), daemon));
  } finally {
    await artifacts.close();
    events?.close();
  }
}

/** A loop that only looks: without a daemon nothing is started. */
function createStillLoop(ports: Ports): OperatedLoop {
  const look = createLook(ports, () => false);
  return { look, nudge: () => undefined, whenQuiet: look, cancelRun: async () => false };
}

/** A path as artifacts are named: relative to the top of the repository. Throws `OperatorError` for one outside of it. */
export async function relativeToHome(cwd: string, path: string): Promise<string> {
  const { repository } = await openPlanex(cwd);
  const top = await realpath(repository.home);
  const wanted = relative(top, resolve(await realpath(cwd), path));
  if (wanted.startsWith(`..${sep}`) || wanted === '..') {
    throw new OperatorError(`${path} is outside of ${repository.home}`);
  }
  return wanted.split(sep).join('/');
}
