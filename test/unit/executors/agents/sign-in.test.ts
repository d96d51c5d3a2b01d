import { describe, expect, it } from 'vitest';
import type { AgentName } from '../../../../src/executors/agents/agent.ts';
import { findSignIn, type SignIn } from '../../../../src/executors/agents/sign-in.ts';

function look(
  agent: AgentName,
  files: Record<string, string>,
  env: Record<string, string> = {},
  platform: NodeJS.Platform = 'linux',
): SignIn {
  return findSignIn(agent, { env: { HOME: '/home/ada', ...env }, platform, read: (path) => files[path] });
}

const TABLE = '[model_providers.own]\nname = "own"\nenv_key = "OWN_KEY"\n';
const GEMINI = '/home/ada/.gemini/settings.json';

describe('what an agent seems to be signed in by', () => {
  it.each<[string, AgentName, Record<string, string>, Record<string, string>, string]>([
    ['the account', 'codex', { '/home/ada/.codex/auth.json': '{}' }, {}, '/home/ada/.codex/auth.json'],
    ['another folder', 'codex', { '/c/auth.json': '{}' }, { CODEX_HOME: '/c' }, '/c/auth.json'],
    ['a key', 'codex', {}, { CODEX_API_KEY: 'k' }, 'CODEX_API_KEY'],
    ['the key of all', 'codex', {}, { OPENAI_API_KEY: 'k' }, 'OPENAI_API_KEY'],
    [
      'a provider',
      'codex',
      { '/home/ada/.codex/config.toml': `model_provider = "own"\n\n${TABLE}` },
      { OWN_KEY: 'k' },
      'provider "own" of /home/ada/.codex/config.toml',
    ],
    [
      'a provider without a key',
      'codex',
      { '/home/ada/.codex/config.toml': 'model_provider = "local"\n[model_providers.local]\nname = "l"\n' },
      {},
      'provider "local" of /home/ada/.codex/config.toml',
    ],
    ['a key', 'claude', {}, { ANTHROPIC_API_KEY: 'k' }, 'ANTHROPIC_API_KEY'],
    ['a token', 'claude', {}, { CLAUDE_CODE_OAUTH_TOKEN: 'k' }, 'CLAUDE_CODE_OAUTH_TOKEN'],
    [
      'the account',
      'claude',
      { '/home/ada/.claude/.credentials.json': '{"claudeAiOauth":{}}' },
      {},
      '/home/ada/.claude/.credentials.json',
    ],
    [
      'a program that tells the key',
      'claude',
      { '/c/settings.json': '{ "apiKeyHelper": "pass key" }' },
      { CLAUDE_CONFIG_DIR: '/c' },
      '/c/settings.json',
    ],
    ['a key', 'gemini', {}, { GEMINI_API_KEY: 'k' }, 'GEMINI_API_KEY'],
    [
      'the account',
      'gemini',
      {
        [GEMINI]: '{"security":{"auth":{"selectedType":"oauth-personal"}}}',
        '/home/ada/.gemini/oauth_creds.json': '{}',
      },
      {},
      '/home/ada/.gemini/oauth_creds.json',
    ],
    [
      'a file of variables',
      'gemini',
      { '/home/ada/.gemini/.env': 'GEMINI_API_KEY=k\n' },
      {},
      '/home/ada/.gemini/.env',
    ],
  ])('%s of %s', (_, agent, files, env, by) => {
    expect(look(agent, files, env)).toEqual({ seems: 'signed-in', by });
  });

  it.each<[string, AgentName, Record<string, string>, Record<string, string>, string]>([
    ['nothing', 'codex', {}, { ANTHROPIC_API_KEY: 'k' }, 'codex login, or set CODEX_API_KEY'],
    ['an empty key', 'codex', {}, { CODEX_API_KEY: '' }, 'codex login, or set CODEX_API_KEY'],
    [
      'a provider whose key is missing',
      'codex',
      {
        '/home/ada/.codex/config.toml': `model_provider = "own"\n${TABLE}`,
        '/home/ada/.codex/auth.json': '{}',
      },
      {},
      'set OWN_KEY, which provider "own" of /home/ada/.codex/config.toml reads',
    ],
    [
      'an empty file',
      'claude',
      { '/home/ada/.claude/.credentials.json': '\n' },
      {},
      'start claude and say /login, or set ANTHROPIC_API_KEY',
    ],
    [
      'a key that is chosen and missing',
      'gemini',
      { [GEMINI]: '{"security":{"auth":{"selectedType":"gemini-api-key"}}}' },
      {},
      'start gemini and sign in, or set GEMINI_API_KEY',
    ],
  ])('%s of %s', (_, agent, files, env, todo) => {
    expect(look(agent, files, env)).toEqual({ seems: 'not-signed-in', todo });
  });

  it('cannot be told where a keychain may hold it', () => {
    expect(look('claude', {}, {}, 'darwin')).toMatchObject({ seems: 'unknown' });
    expect(look('gemini', { [GEMINI]: '{"selectedAuthType":"oauth-personal"}' })).toMatchObject({
      seems: 'unknown',
    });
    expect(look('gemini', { [GEMINI]: '{"selectedAuthType":"vertex-ai"}' })).toMatchObject({
      seems: 'unknown',
    });
  });
});
