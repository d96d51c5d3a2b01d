import type { StartEntry } from './start-entry.ts';

/** The text of a systemd user unit. A stop lets runs end; what is left after the time-out is ended and recovered later. */
export function formatSystemdUnit({ node, program, home, env }: StartEntry): string {
  const folder = escapeSpecifiers(endPlainly(home));
  const variables = Object.entries(env).map(([name, value]) => `Environment=${quote(`${name}=${value}`)}`);
  return `${[
    '[Unit]',
    `Description=planex in ${folder}`,
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=exec',
    `WorkingDirectory=${folder}`,
    `ExecStart=${formatProgram(node)} ${formatArgument(program)} start --foreground`,
    ...variables,
    'KillMode=mixed',
    'TimeoutStopSec=90',
    'Restart=on-failure',
    'RestartSec=10',
    '',
    '[Install]',
    'WantedBy=default.target',
  ].join('\n')}\n`;
}

/** A backslash at the end of a line joins it with the next one, and white space there is dropped. */
function endPlainly(folder: string): string {
  return /[\\\s]$/.test(folder) ? `${folder}/` : folder;
}

/** systemd refuses quotes and backslashes in the name of a program, however they are written, but not in arguments. */
function formatProgram(path: string): string {
  return /["'\\]/.test(path) ? `/usr/bin/env ${formatArgument(path)}` : quote(path);
}

/** Only in arguments does a dollar sign stand for a variable. */
function formatArgument(value: string): string {
  return quote(value).replaceAll('$', '$$$$');
}

/** `%` begins a specifier wherever it stands in a unit. */
function escapeSpecifiers(text: string): string {
  return text.replaceAll('%', '%%');
}

function quote(text: string): string {
  return `"${escapeSpecifiers(text).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
