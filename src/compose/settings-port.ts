import type { DaemonSettings, Ports, RepositoryPort } from '../daemon/ports.ts';
import type { Settings } from '../config/settings.ts';
import type { Records } from '../state/records.ts';
import { judgeAdmission } from '../tasks/admission.ts';
import { SETTINGS_FILE, type SettingsFile, type SettingsSource } from './settings-source.ts';

/** The settings as the daemon sees them, with the rule that commands from elsewhere wait for trust. */
export function createSettingsPort(
  source: SettingsSource,
  records: Records,
  repository: RepositoryPort,
  access: 'read' | 'write',
): Pick<Ports, 'settings' | 'settingsFile' | 'admitSettings' | 'revokeSettings'> {
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
      const { digest } = await source.read();
      const daemon = await records.daemon();
      await daemon.update((record) => {
        record.revokedConfig = [...new Set([...record.admittedConfig, digest])].slice(-MOST_ADMITTED);
        record.admittedConfig = [];
      });
    },
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
    notifies: settings.notify.command !== undefined || settings.notify.webhook !== undefined,
    recurring: settings.schedule.recurring,
  };
}
