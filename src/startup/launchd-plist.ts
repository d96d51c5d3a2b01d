import type { StartEntry } from './start-entry.ts';

/** The text of a launchd agent named `label`; what it prints goes to `outputFile`. */
export function formatLaunchdPlist(
  { node, program, home, env }: StartEntry,
  label: string,
  outputFile: string,
): string {
  const variables = Object.entries(env).flatMap(([name, value]) => [
    `<key>${escapeXml(name)}</key>`,
    text(value),
  ]);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `<key>Label</key>${text(label)}`,
    '<key>ProgramArguments</key>',
    `<array>${[node, program, 'start', '--foreground'].map(text).join('')}</array>`,
    `<key>WorkingDirectory</key>${text(home)}`,
    `<key>EnvironmentVariables</key><dict>${variables.join('')}</dict>`,
    '<key>RunAtLoad</key><true/>',
    '<key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>',
    '<key>ExitTimeOut</key><integer>90</integer>',
    `<key>StandardOutPath</key>${text(outputFile)}`,
    `<key>StandardErrorPath</key>${text(outputFile)}`,
    '</dict>',
    '</plist>',
  ].join('\n')}\n`;
}

function text(value: string): string {
  return `<string>${escapeXml(value)}</string>`;
}

function escapeXml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
