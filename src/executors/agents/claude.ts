import { join } from 'node:path';
import { fail, type Result, succeed } from '../../result.ts';
import type { AgentAdapter, AgentCall, AgentCommand, Capabilities } from './agent.ts';
import { lastLine } from './agent-failure.ts';
import { createClaudeReader } from './claude-reader.ts';
import { SHELL_WITHOUT_KEYS } from './claude-shell.ts';

/** Claude Code: https://docs.claude.com/en/docs/claude-code/cli-reference */
export const claudeAdapter: AgentAdapter = {
  name: 'claude',
  program: 'claude',
  package: '@anthropic-ai/claude-code',
  reportsCost: true,
  probes: [['--version'], ['--help']],
  readCapabilities,
  prepare,
  createReader: createClaudeReader,
};

/** Without these there is no way to have it work alone and to know how it ended. */
const NEEDED = ['--print', '--output-format', '--verbose', '--permission-mode', '--allowedTools'];

/** The tools that cannot change anything, by the names of the CLI. */
const READING_TOOLS = ['Read', 'Glob', 'Grep', 'WebFetch', 'WebSearch'];

/** Tools that move the work elsewhere or to a later time. */
const UNWANTED_TOOLS = ['EnterWorktree', 'CronCreate', 'ScheduleWakeup', 'SendMessage'];

function readCapabilities([versionText = '', help = '']: readonly string[]): Result<Capabilities, string> {
  const version = /^(\d+\.\d+\.\d+\S*)/.exec(versionText.trim())?.[1];
  if (version === undefined) return fail(`\`claude --version\` told no version: ${lastLine(versionText)}`);
  const flags = new Set([...help.matchAll(/--[a-zA-Z][\w-]*/g)].map(([flag]) => flag));
  const missing = NEEDED.filter((flag) => !flags.has(flag));
  if (missing.length > 0)
    return fail(`Claude Code ${version} does not know ${missing.join(', ')}: update it`);
  // There is no other way to have it read and not write.
  if (!flags.has('--tools')) return fail(`Claude Code ${version} does not know --tools: update it`);
  return succeed({ version, flags });
}

function prepare(call: AgentCall, { flags }: Capabilities): AgentCommand {
  const shell = {
    path: join(call.runFolder, 'shell-without-keys.sh'),
    text: SHELL_WITHOUT_KEYS,
    isProgram: true,
  };
  return {
    args: [
      '--print',
      '--output-format',
      'stream-json',
      '--verbose',
      ...(call.sandbox === 'read-only' ? readOnly(flags) : workspaceWrite(flags)),
      // The copy of the plan lies there, and the prompt speaks of it.
      ...(flags.has('--add-dir') ? ['--add-dir', call.runFolder] : []),
      ...(call.model === undefined ? [] : ['--model', call.model]),
      ...(call.effort === undefined || !flags.has('--effort') ? [] : ['--effort', call.effort]),
      ...(call.resume === undefined ? [] : ['--resume', call.resume.id]),
    ],
    env: {
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
      DISABLE_AUTOUPDATER: '1',
    },
    defaults: { CLAUDE_CODE_SHELL_PREFIX: shell.path },
    files: [shell],
    // A prompt among the arguments could be taken for a flag, and everybody on the machine could read it.
    input: { kind: 'file', path: call.promptFile },
  };
}

/** Tools that are not there cannot be used, whatever the user's own settings allow; servers of tools could write too. */
function readOnly(flags: ReadonlySet<string>): string[] {
  return [
    '--permission-mode',
    'default',
    '--tools',
    READING_TOOLS.join(','),
    '--allowedTools',
    'WebFetch,WebSearch',
    ...(flags.has('--strict-mcp-config') ? ['--strict-mcp-config'] : []),
  ];
}

/** Nobody is there to be asked, so what the work needs is allowed beforehand; files outside of the workspace stay closed to its editing tools. */
function workspaceWrite(flags: ReadonlySet<string>): string[] {
  return [
    '--permission-mode',
    'acceptEdits',
    '--allowedTools',
    'Bash',
    ...(flags.has('--disallowedTools') ? ['--disallowedTools', UNWANTED_TOOLS.join(',')] : []),
  ];
}
