import { join } from 'node:path';
import { fail, type Result, succeed } from '../../result.ts';
import type { AgentAdapter, AgentCall, AgentCommand, Capabilities } from './agent.ts';
import { createCodexReader } from './codex-reader.ts';
import { passPrompt } from './pass-prompt.ts';

/** The adapter of `codex exec`. What its options do was seen with version 0.169. */
export const codexAdapter: AgentAdapter = {
  name: 'codex',
  program: 'codex',
  package: '@openai/codex',
  reportsCost: false,
  probes: [['--version'], ['exec', '--help'], ['features', 'list']],
  readCapabilities,
  prepare,
  createReader: createCodexReader,
  locateTranscript: (conversationId, env) => ({
    folder: join(env['CODEX_HOME'] || join(env['HOME'] ?? '/', '.codex'), 'sessions'),
    nameEnd: `-${conversationId}.jsonl`,
  }),
};

/** Without these planex could neither read its output nor start it in a work tree. */
const NEEDED = ['--json', '--skip-git-repo-check', '--cd'];

function readCapabilities([versionOutput = '', help = '', features = '']: readonly string[]): Result<
  Capabilities,
  string
> {
  const version = /^codex\S* (\d+\.\d+\.\d+\S*)/m.exec(versionOutput)?.[1];
  if (version === undefined) return fail('`codex --version` does not say which version it is');
  const flags = new Set([...help.matchAll(/^ +(?:-\w, )?(--[a-z][a-z-]*)/gm)].map(([, flag = '']) => flag));
  if (/^ +resume /m.test(help)) flags.add('resume');
  if (/^plugins\s/m.test(features)) flags.add('--disable plugins');
  const missing = NEEDED.filter((flag) => !flags.has(flag));
  if (missing.length > 0) {
    return fail(`codex ${version} does not know ${missing.join(', ')}: install a newer one`);
  }
  return succeed({ version, flags });
}

function prepare(call: AgentCall, { flags }: Capabilities): AgentCommand {
  const prompt = passPrompt(call);
  return {
    args: [
      'exec',
      '--json',
      '--skip-git-repo-check',
      '--cd',
      call.workspace,
      ...chooseSandbox(call, flags),
      ...(call.model === undefined ? [] : ['--model', call.model]),
      ...(call.effort === undefined ? [] : configure('model_reasoning_effort', call.effort)),
      // Each end would wait 5 s for a report that cannot be sent where there is no network.
      ...configure('analytics.enabled', false),
      // Its commands have no use for the key by which the CLI itself signs in.
      ...configure('shell_environment_policy.ignore_default_excludes', false),
      // They would be fetched with Git at each start.
      ...(flags.has('--disable plugins') ? ['--disable', 'plugins'] : []),
      ...(call.resume !== undefined && flags.has('resume') ? ['resume', call.resume.id] : []),
      ...prompt.args,
    ],
    ...makeTemporaryFolder(call),
    input: prompt.input,
  };
}

/**
 * A folder of its own for what its commands write beside the work. In every folder that they may write to, Codex leaves an
 * empty `.git` and others of that kind when it is interrupted; in a `/tmp` that all share, other programs then take
 * it for a repository.
 */
function makeTemporaryFolder({ sandbox, runFolder }: AgentCall): Pick<AgentCommand, 'env' | 'folders'> {
  if (sandbox === 'read-only') return { env: {} };
  const folder = join(runFolder, 'tmp');
  return { env: { TMPDIR: folder }, folders: [folder] };
}

/** A conversation that is taken up again forgets its sandbox, so that it is always said. */
function chooseSandbox({ sandbox }: AgentCall, flags: ReadonlySet<string>): string[] {
  if (!flags.has('--sandbox')) {
    // Versions that have neither option only read.
    return sandbox === 'workspace-write' && flags.has('--full-auto') ? ['--full-auto'] : [];
  }
  if (sandbox === 'read-only') return ['--sandbox', sandbox];
  return ['--sandbox', sandbox, ...configure('sandbox_workspace_write.exclude_slash_tmp', true)];
}

/** The value as TOML; quoted as in JSON, a string is the same in both. */
function configure(key: string, value: string | boolean): string[] {
  return ['-c', `${key}=${JSON.stringify(value)}`];
}
