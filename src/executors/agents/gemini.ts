import { join } from 'node:path';
import { fail, type Result, succeed } from '../../result.ts';
import type { AgentAdapter, AgentCall, AgentCommand, Capabilities } from './agent.ts';
import { lastLine } from './agent-failure.ts';
import { createGeminiReader } from './gemini-reader.ts';

/** Gemini CLI: https://geminicli.com/docs/cli/headless */
export const geminiAdapter: AgentAdapter = {
  name: 'gemini',
  program: 'gemini',
  package: '@google/gemini-cli',
  reportsCost: false,
  probes: [['--version'], ['--help']],
  readCapabilities,
  prepare,
  createReader: createGeminiReader,
};

/** Without these there is no way to have it work alone and to know how it ended. */
const NEEDED = ['--output-format', '--approval-mode'];

/** The tools that cannot change anything, by the names of the CLI. */
const READING_TOOLS = [
  'read_file',
  'read_many_files',
  'list_directory',
  'glob',
  'grep_search',
  'google_web_search',
  'web_fetch',
];

/** A policy of the highest tier, so that nothing in the user's own settings opens what it closes. */
const READ_ONLY_POLICY = `[[rule]]
toolName = "*"
decision = "deny"
priority = 900

[[rule]]
toolName = ${JSON.stringify(READING_TOOLS)}
decision = "allow"
priority = 910
`;

function readCapabilities([versionText = '', help = '']: readonly string[]): Result<Capabilities, string> {
  const version = /^\d+\.\d+\.\d+\S*$/m.exec(versionText)?.[0];
  if (version === undefined) return fail(`\`gemini --version\` told no version: ${lastLine(versionText)}`);
  const flags = new Set([...help.matchAll(/--[a-z][\w-]*/g)].map(([flag]) => flag));
  const missing = NEEDED.filter((flag) => !flags.has(flag));
  if (missing.length > 0) return fail(`Gemini CLI ${version} does not know ${missing.join(', ')}: update it`);
  return succeed({ version, flags });
}

function prepare(call: AgentCall, { flags }: Capabilities): AgentCommand {
  const policy = { path: join(call.runFolder, 'gemini-policy.toml'), text: READ_ONLY_POLICY };
  const temporary = join(call.runFolder, 'tmp');
  const closes = call.sandbox === 'read-only' && flags.has('--admin-policy');
  return {
    args: [
      '--output-format',
      'stream-json',
      '--approval-mode',
      call.sandbox === 'read-only' ? 'default' : 'yolo',
      ...(closes ? ['--admin-policy', policy.path] : []),
      // In a folder that it does not trust it would do nothing, and nobody is there to be asked.
      ...(flags.has('--skip-trust') ? ['--skip-trust'] : []),
      // The copy of the plan lies there, and the prompt speaks of it.
      ...(flags.has('--include-directories') ? ['--include-directories', call.runFolder] : []),
      ...(call.model === undefined ? [] : ['--model', call.model]),
      ...(call.resume === undefined ? [] : ['--resume', call.resume.id]),
    ],
    // Otherwise a parent that ignores signals starts the CLI a second time. Beside each error it leaves a report.
    env: { GEMINI_CLI_NO_RELAUNCH: 'true', TMPDIR: temporary },
    folders: [temporary],
    // A prompt among the arguments could be taken for a flag, and everybody on the machine could read it.
    input: { kind: 'file', path: call.promptFile },
    ...(closes && { files: [policy] }),
  };
}
