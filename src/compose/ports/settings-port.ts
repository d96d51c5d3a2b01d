import type { DaemonSettings, Ports } from '../../daemon/ports.ts';
import type { LocalCommits, RepositoryPort } from '../../daemon/repository.ts';
import type { Settings } from '../../config/settings.ts';
import type { Records } from '../../state/records.ts';
import { judgeAdmission } from '../../tasks/admission.ts';
import { takeTighter } from '../../tasks/budget.ts';
import { createSettingsDoubt } from '../settings-doubt.ts';
import { SETTINGS_FILE, type SettingsFile, type SettingsSource } from '../settings-source.ts';

/** The settings as the daemon sees them, and as what it starts does. */
export interface SettingsPort
  extends Pick<Ports, 'settings' | 'unjudgedSettings' | 'settingsFile' | 'admitSettings' | 'revokeSettings'> {
  /**
   * What runs go by: the settings that were in force when they were last admitted. A file from elsewhere may come into force
   * while a run is under way, and names no command for it. The same object until they change.
   */
  trusted: () => Settings;
}

/** The settings as the daemon sees them, with the rule that commands from elsewhere wait for trust. */
export function createSettingsPort(
  source: SettingsSource,
  records: Records,
  repository: Pick<RepositoryPort, 'confirmWrittenHere' | 'readFacts' | 'readLocalCommits'>,
  access: 'read' | 'write',
): SettingsPort {
  let trusted: Settings | undefined;
  /** Caps of a file in doubt: what lowers one counts at once, also for calls. */
  let lowered: Settings['budget'] | undefined;
  /** What they come to, and from what: a look asks for it once for every task, and what follows from it is known by the object. */
  let given: { settings: Settings; from: readonly unknown[] } | undefined;
  const doubt = createSettingsDoubt(records, access);
  const admit = async ({ digest, bytes }: SettingsFile): Promise<void> => {
    const daemon = await records.daemon();
    if (daemon.data.admittedConfig.includes(digest)) return;
    await records.keepAdmitted(SETTINGS_FILE, bytes);
    const { head } = await repository.readFacts();
    await daemon.update((record) => {
      record.admittedConfig = [...record.admittedConfig, digest].slice(-MOST_ADMITTED);
      if ('oid' in head) record.admittedConfigHead = head.oid;
      record.revokedConfig = record.revokedConfig.filter((one) => one !== digest);
    });
  };
  /** What of the file is in force, and why the rest waits for a person. */
  const judge = async (
    file: SettingsFile,
  ): Promise<{ settings: Settings; doubted: string[]; wait?: string }> => {
    const doubted = await doubt.judge(file);
    if (doubted.length > 0) {
      trusted ??= await doubt.readSettled();
      lowered = trusted && takeTighter(file.settings.budget, trusted.budget);
      return {
        settings: trusted === undefined ? file.settings : withPowersOf(file.settings, trusted),
        doubted,
        wait: `what ${SETTINGS_FILE} lets planex do was changed while a run was at work, which may have done it (${doubted.join(', ')})`,
      };
    }
    if (!(await judgeBytes(file))) {
      const wait = `nobody here has approved what ${SETTINGS_FILE} lets planex do (${file.commandKeys.join(', ')})`;
      return { settings: file.settings, doubted, wait };
    }
    trusted = file.settings;
    lowered = undefined;
    await doubt.settle(file);
    return { settings: trusted, doubted };
  };
  /** Whether something may have been merged into the file since it was admitted. */
  const isMerged = async (
    local: LocalCommits,
    { bytes, digest }: SettingsFile,
    digests: ReadonlySet<string>,
  ): Promise<boolean> => {
    const daemon = await records.daemon();
    const text = await records.readAdmitted(SETTINGS_FILE);
    const head = daemon.data.admittedConfigHead;
    const admitted = {
      digests,
      formerly: [],
      ...(text === undefined ? {} : { bytes: Buffer.from(text) }),
      ...(head === undefined ? {} : { head }),
    };
    const [how] = (await local.findMerged([{ path: SETTINGS_FILE, bytes, admitted }])).values();
    if (how === 'merged' && access === 'write') {
      await daemon.update((record) => {
        record.revokedConfig = [...new Set([...record.revokedConfig, digest])].slice(-MOST_ADMITTED);
      });
    }
    return how !== undefined;
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
    const isOwn = foreign.size === 0 && (written.size > 0 || brought.size > 0);
    const merged = isOwn && admitted.size > 0 ? await isMerged(local, file, admitted) : false;
    const admission = judgeAdmission({
      standing: written.has(SETTINGS_FILE) ? 'modified' : 'clean',
      digest: file.digest,
      admitted,
      foreign: foreign.has(inQuestion) || merged,
      broughtByLocalCommit: brought.has(inQuestion),
    });
    if (admission.admitted && access === 'write') await admit(file);
    return admission.admitted;
  };
  return {
    async settings() {
      const file = await source.read();
      const { settings, wait } = await judge(file);
      return {
        settings: toDaemonSettings(settings),
        rejected: file.rejected,
        notAdmitted:
          wait === undefined
            ? null
            : { code: 'not-admitted', message: wait, action: `planex trust ${SETTINGS_FILE}` },
      };
    },
    async unjudgedSettings() {
      const { settings, rejected } = await source.read();
      return { settings: toDaemonSettings(settings), rejected };
    },
    async settingsFile() {
      const file = await source.read();
      const { digest, commandKeys } = file;
      const { doubted, wait } = await judge(file);
      const keys = commandKeys.length > 0 ? commandKeys : doubted;
      return { path: SETTINGS_FILE, digest, admitted: wait === undefined, keys };
    },
    admitSettings: async () => admit(await source.read()),
    async revokeSettings() {
      trusted = undefined;
      lowered = undefined;
      const { digest } = await source.read();
      const daemon = await records.daemon();
      await daemon.update((record) => {
        record.revokedConfig = [...new Set([...record.admittedConfig, digest])].slice(-MOST_ADMITTED);
        record.admittedConfig = [];
      });
    },
    trusted() {
      const latest = source.latest();
      const from = [trusted, lowered, latest];
      if (given?.from.every((one, index) => one === from[index]) !== true) {
        const settings = trusted ?? withoutCommands(latest);
        given = { settings: lowered === undefined ? settings : { ...settings, budget: lowered }, from };
      }
      return given.settings;
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
    approval: settings.approval,
    notifies: settings.notify.command !== undefined || settings.notify.webhook !== undefined,
    recurring: settings.schedule.recurring,
  };
}

/**
 * What an executor may have changed stays as a person has left it, and of caps the tighter counts: nothing is ever spent past one
 * of a person's. The rest of the file counts at once.
 */
function withPowersOf(
  settings: Settings,
  { approval, budget, review, setup, tolerances, verify }: Settings,
): Settings {
  const { setup: _setup, ...rest } = settings;
  const caps = takeTighter(rest.budget, budget);
  return {
    ...rest,
    approval,
    budget: caps,
    review,
    tolerances,
    verify,
    ...(setup === undefined ? {} : { setup }),
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
