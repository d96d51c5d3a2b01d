import { readSettings } from '../config/read-settings.ts';
import type { Settings } from '../config/settings.ts';
import { validateCron } from '../schedule/cron.ts';
import type { Records } from '../state/records.ts';
import { SETTINGS_FILE, type SettingsFile } from './settings-source.ts';

/** Keeps what an executor may have written into the settings from giving planex more power than a person has. */
export interface SettingsDoubt {
  /** The powers that a person has to say a word for; none where the file stands as it did, or was trusted. */
  judge(file: SettingsFile): Promise<string[]>;
  /** The file is in force with a person's word: what it lets planex do is what later ones are compared with. */
  settle(file: SettingsFile): Promise<void>;
  /** The settings that were settled last, as far as they are kept. */
  readSettled(): Promise<Settings | undefined>;
}

/*
 *   in force ── other powers, seen while a run is at work ──▶ doubted ── planex trust, or the powers from before ──▶ in force
 *      └──────── other powers, seen at rest: a person's ────────────────────────────────────────────────────────────▶┘
 */

/** With `read` nothing is remembered. */
export function createSettingsDoubt(records: Records, access: 'read' | 'write'): SettingsDoubt {
  return {
    async judge(file) {
      const daemon = await records.daemon();
      const { config, configDoubted, atWorkSince, admittedConfig } = daemon.data;
      // Other bytes only: a newer planex may read more powers out of the same.
      if (config === undefined || config.digest === file.digest) return [];
      const names = new Set([...Object.keys(config.powers), ...Object.keys(file.powers)]);
      const changed = [...names].filter((name) => config.powers[name] !== file.powers[name]);
      if (changed.length === 0 || admittedConfig.includes(file.digest)) return [];
      if (configDoubted === true) return changed;
      if (atWorkSince === undefined) return [];
      if (access === 'write') {
        await daemon.update((record) => {
          record.configDoubted = true;
        });
      }
      return changed;
    },

    async settle({ digest, powers, bytes }) {
      if (access === 'read') return;
      const daemon = await records.daemon();
      const { config, configDoubted } = daemon.data;
      if (config?.digest === digest && configDoubted !== true) return;
      await records.keepAdmitted(SETTINGS_FILE, bytes);
      await daemon.update((record) => {
        record.config = { digest, powers };
        delete record.configDoubted;
      });
    },

    async readSettled() {
      const text = await records.readAdmitted(SETTINGS_FILE);
      if (text === undefined) return undefined;
      const { settings, diagnostics } = readSettings(new TextEncoder().encode(text), validateCron);
      return diagnostics.length === 0 ? settings : undefined;
    },
  };
}
