import { describe, expect, test } from 'vitest';
import type { AgentCall } from '../../../../src/executors/agents/agent.ts';
import { codexAdapter } from '../../../../src/executors/agents/codex.ts';
import { makeAgentCall } from '../../../support/agent-recording.ts';

const HELP = `
Usage: codex exec [OPTIONS] [PROMPT]

Commands:
  resume  Resume a previous session

Options:
      --disable <FEATURE>
  -m, --model <MODEL>
  -s, --sandbox <SANDBOX_MODE>
          Select the sandbox policy, instead of --full-auto
  -C, --cd <DIR>
      --skip-git-repo-check
      --json
`;
const FEATURES = 'goals  stable  true\nplugins    stable    true\n';

function prepare(
  change: Partial<AgentCall>,
  outputs: string[] = ['codex-cli 0.169.0', HELP, FEATURES],
): string[] {
  const capabilities = codexAdapter.readCapabilities(outputs);
  if (!capabilities.ok) throw new Error(capabilities.failure);
  return codexAdapter.prepare(makeAgentCall(change), capabilities.value).args;
}

test('the whole command line', () => {
  expect(prepare({ model: 'gpt-5.5', effort: 'high' }).join(' ')).toBe(
    'exec --json --skip-git-repo-check --cd /workspace' +
      ' --sandbox workspace-write -c sandbox_workspace_write.exclude_slash_tmp=true' +
      ' --model gpt-5.5 -c model_reasoning_effort="high"' +
      ' -c analytics.enabled=false -c shell_environment_policy.ignore_default_excludes=false' +
      ' --disable plugins -- Do the work.',
  );
});

describe('the sandbox', () => {
  test('is said again when a conversation is taken up, before the word that does so', () => {
    const args = prepare({ sandbox: 'read-only', resume: { id: 'thread-1', totals: {} } });
    expect(args.slice(5, 7)).toEqual(['--sandbox', 'read-only']);
    expect(args.slice(-4)).toEqual(['resume', 'thread-1', '--', 'Do the work.']);
  });

  test('is said in the words of the installed version', () => {
    const old = ['codex-cli 0.20.0', HELP.replace(/^.*--sandbox.*\n.*\n/m, '      --full-auto\n'), ''];
    expect(prepare({}, old)).toContain('--full-auto');
    expect(prepare({ sandbox: 'read-only' }, old)).not.toContain('--full-auto');
    expect(prepare({}, old)).not.toContain('--disable');
  });
});

test('a prompt that is too long for an argument comes on standard input, from its file', () => {
  const capabilities = { version: '0.169.0', flags: new Set<string>() };
  const { args, input } = codexAdapter.prepare(makeAgentCall({ prompt: 'é'.repeat(60_000) }), capabilities);
  expect(args.at(-1)).toBe('-');
  expect(input).toEqual({ kind: 'file', path: '/run/prompt.md' });
});

describe('a version', () => {
  test('that lacks what is needed is named with what it lacks', () => {
    const outputs = ['codex-cli 0.1.0', HELP.replace('--json', '--text'), ''];
    expect(codexAdapter.readCapabilities(outputs)).toEqual({
      ok: false,
      failure: 'codex 0.1.0 does not know --json: install a newer one',
    });
  });

  test('that does not say which it is cannot be used', () => {
    expect(codexAdapter.readCapabilities(['command not found', '', ''])).toMatchObject({ ok: false });
  });
});
