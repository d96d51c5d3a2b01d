import { join } from 'node:path';
import { askSystem } from './ask-system.ts';
import { requireHomeFolder } from './home-folder.ts';
import { formatLaunchdPlist } from './launchd-plist.ts';
import { nameEntry, type StartEntry } from './start-entry.ts';
import type { StartSystem } from './start-system.ts';

/** Entries as launchd agents of the user. `outputFile` gets what the daemon prints. */
export function createLaunchd(entry: StartEntry, env: NodeJS.ProcessEnv, outputFile: string): StartSystem {
  const label = nameEntry(entry);
  const file = join(requireHomeFolder(env), 'Library/LaunchAgents', `${label}.plist`);
  const domain = `gui/${process.getuid?.() ?? 0}`;
  return {
    name: label,
    file,
    traces: [],
    text: formatLaunchdPlist(entry, label, outputFile),
    enabling: [`launchctl bootstrap ${domain} '${file}'`],
    withoutLogin: undefined,
    async enable() {
      await askSystem('launchctl', ['bootout', `${domain}/${label}`]);
      return askSystem('launchctl', ['bootstrap', domain, file]);
    },
    async disable() {
      await askSystem('launchctl', ['bootout', `${domain}/${label}`]);
    },
    forget: async () => undefined,
    async readState() {
      const reached = await askSystem('launchctl', ['print', domain]);
      if (!reached.ok) return { kind: 'unknown', why: reached.output };
      const { ok, output } = await askSystem('launchctl', ['print', `${domain}/${label}`]);
      return { kind: 'known', enabled: ok, running: ok && /^\s*state = running$/m.test(output) };
    },
  };
}
