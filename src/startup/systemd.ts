import { isAbsolute, join } from 'node:path';
import { askSystem } from './ask-system.ts';
import { requireHomeFolder } from './home-folder.ts';
import { nameEntry, type StartEntry } from './start-entry.ts';
import type { StartSystem } from './start-system.ts';
import { formatSystemdUnit } from './systemd-unit.ts';

/** Entries as units of the user's own systemd. */
export function createSystemd(entry: StartEntry, env: NodeJS.ProcessEnv): StartSystem {
  const unit = `${nameEntry(entry)}.service`;
  const configured = env['XDG_CONFIG_HOME'];
  const config = configured && isAbsolute(configured) ? configured : join(requireHomeFolder(env), '.config');
  const folder = join(config, 'systemd/user');
  const ask = (...args: string[]): ReturnType<typeof askSystem> =>
    askSystem('systemctl', ['--user', ...args]);
  return {
    name: unit,
    file: join(folder, unit),
    traces: [join(folder, 'default.target.wants', unit)],
    text: formatSystemdUnit(entry),
    enabling: [`systemctl --user daemon-reload`, `systemctl --user enable --now ${unit}`],
    withoutLogin: 'loginctl enable-linger',
    async enable() {
      const reloaded = await ask('daemon-reload');
      return reloaded.ok ? ask('enable', '--now', unit) : reloaded;
    },
    async disable() {
      await ask('disable', '--now', unit);
      await ask('reset-failed', unit);
    },
    async forget() {
      await ask('daemon-reload');
    },
    async readState() {
      const reached = await ask('show-environment');
      if (!reached.ok) return { kind: 'unknown', why: reached.output };
      const [enabled, active] = await Promise.all([ask('is-enabled', unit), ask('is-active', unit)]);
      return { kind: 'known', enabled: enabled.output === 'enabled', running: active.output === 'active' };
    },
  };
}
