import type { DaemonSettings, Ports, RepositoryPort } from '../../daemon/ports.ts';
import type { Settings } from '../../config/settings.ts';
import type { Records } from '../../state/records.ts';
import { judgeAdmission } from '../../tasks/admission.ts';
import { SETTINGS_FILE, type SettingsFile, type SettingsSource } from '../settings-source.ts';

/** The settings as the daemon sees them, and as what it starts does. */
export interface SettingsPort
  extends Pick<Ports, 'settings' | 'settingsFile' | 'admitSettings' | 'revokeSettings'> {
  /**
   * What runs go by: the settings that were in force when they were last admitted. A file from elsewhere may come into force
   * while a run is under way, and names no command for it.
   */
  trusted: () => Settings;
}

/** The settings as the daemon sees them, with the rule that commands from elsewhere wait for trust. */
export function createSettingsPort(
  source: SettingsSource,
  records: Records,
  repository: RepositoryPort,
  access: 'read' | 'write',
): SettingsPort {
  let trusted: Settings | undefined;
  const admit = async ({ digest, bytes }: SettingsFile): Promise<void> => {
    const daemon = await records.daemon();
    if (daemon.data.admittedConfig.includes(digest)) return;
    await records.keepAdmitted(SETTINGS_FILE, bytes);
    await daemon.update((record) => {
      record.admittedConfig = [...record.admittedConfig, digest].slice(-MOST_ADMITTED);
      record.revokedConfig = record.revokedConfig.filter((one) => one !== digest);
    });
  };
  const judge = async (file: SettingsFile): Promise<boolean> => {
    const isAdmitted = await judgeBytes(file);
    if (isAdmitted) trusted = file.settings;
    return isAdmitted;
  };
  const judgeBytes = async (file: SettingsFile): Promise<boolean> => {
    if (file.commandKeys.length === 0) return true;
    const daemon = await records.daemon();
    const admitted = new Set(daemon.data.admittedConfig);
    if (admitted.has(file.digest)) return true;
    if (daemon.data.revokedConfig.includes(file.digest)) return false;
    const inQuestion = { path: SETTINGS_FILE, bytes: file.bytes };
    const written = await repository.confirmWrittenHere([inQuestion]);
    const local = await repository.readLocalCommits(daemon.data.headMark);
    const [foreign, brought] = await Promise.all([
      local.findFromElsewhere([inQuestion]),
      local.findBrought([inQuestion]),
    ]);
    const admission = judgeAdmission({
      standing: written.has(SETTINGS_FILE) ? 'modified' : 'clean',
      digest: file.digest,
      admitted,
      foreign: foreign.has(inQuestion),
      broughtByLocalCommit: brought.has(inQuestion),
    });
    if (admission.admitted && access === 'write') await admit(file);
    return admission.admitted;
  };
  return {
    async settings() {
      const file = await source.read();
      const admitted = await judge(file);
      return {
        settings: toDaemonSettings(file.settings),
        rejected: file.rejected,
        notAdmitted: admitted
          ? null
          : {
              code: 'not-admitted',
              message: `nobody here has approved what ${SETTINGS_FILE} lets planex do (${file.commandKeys.join(', ')})`,
              action: `planex trust ${SETTINGS_FILE}`,
            },
      };
    },
    async settingsFile() {
      const file = await source.read();
      const { digest, commandKeys: keys } = file;
      return { path: SETTINGS_FILE, digest, admitted: await judge(file), keys };
    },
    admitSettings: async () => admit(await source.read()),
    async revokeSettings() {
      trusted = undefined;
      const { digest } = await source.read();
      const daemon = await records.daemon();
      await daemon.update((record) => {
        record.revokedConfig = [...new Set([...record.admittedConfig, digest])].slice(-MOST_ADMITTED);
        record.admittedConfig = [];
      });
    },
    trusted: () => trusted ?? withoutCommands(source.latest()),
  };
}

const MOST_ADMITTED = 50;

function toDaemonSettings(settings: Settings): DaemonSettings {
  return {
    maxRuns: settings.limits.parallelRuns,
    verifyRequired: settings.verify.required,
    setup: settings.setup,
    ownBranches: settings.landing.branch !== 'current',
    keepRunsMs: settings.retention.runsMs,
    caps: settings.budget,
    review: settings.review,
    tolerances: settings.tolerances,
    approval: settings.approval,
    notifies: settings.notify.command !== undefined || settings.notify.webhook !== undefined,
    recurring: settings.schedule.recurring,
  };
}

/** As long as nothing has been admitted, nothing that was written elsewhere is run or told. */
function withoutCommands(whole: Settings): Settings {
  const { setup: _setup, ...settings } = whole;
  const { command: _verify, ...verify } = settings.verify;
  const { interface: _interface, ...tolerances } = settings.tolerances;
  return {
    ...settings,
    verify,
    tolerances,
    approval: { ...settings.approval, auto: [] },
    executors: {},
    routing: { ...settings.routing, failClosed: true },
    notify: { timeoutMs: settings.notify.timeoutMs },
  };
}
