import { describe, expect, test } from 'vitest';
import { scrubEnvironment } from '../../../src/executors/environment.ts';

const dropped = [
  'GIT_DIR',
  'GIT_INDEX_FILE',
  'GIT_WORK_TREE',
  'GIT_AUTHOR_DATE',
  'GIT_CONFIG_COUNT',
  'CLAUDECODE',
  'CLAUDE_CODE_ENTRYPOINT',
  'CLAUDE_CODE_SSE_PORT',
  'CODEX_SANDBOX',
  'CODEX_SANDBOX_NETWORK_DISABLED',
  'GEMINI_CLI',
  'npm_lifecycle_event',
  'npm_config_prefix',
  'INIT_CWD',
  'VSCODE_GIT_ASKPASS_MAIN',
  'NODE_CHANNEL_FD',
  'NODE_TEST_CONTEXT',
  'VITEST',
  'VITEST_POOL_ID',
  'JEST_WORKER_ID',
  'MAKEFLAGS',
  'NOTIFY_SOCKET',
  'LISTEN_FDS',
  'PLANEX_RUN',
  'PWD',
  'OLDPWD',
  '_',
];

const kept = [
  'PATH',
  'HOME',
  'USER',
  'SHELL',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'HTTPS_PROXY',
  'no_proxy',
  'SSH_AUTH_SOCK',
  'XDG_CONFIG_HOME',
  'VIRTUAL_ENV',
  'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY',
  'GEMINI_API_KEY',
  'CODEX_HOME',
  'CODEX_MODEL',
  'CLAUDE_CONFIG_DIR',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'CLAUDE_CODE_USE_BEDROCK',
  'GIT_SSH_COMMAND',
  'GIT_CONFIG_GLOBAL',
  'NPM_TOKEN',
  'NPM_CONFIG_REGISTRY',
  'NODE_EXTRA_CA_CERTS',
  'NODE_ENV',
  'GITHUB_TOKEN',
];

describe('scrubEnvironment', () => {
  test.each(dropped)('drops %s', (name) => {
    expect(scrubEnvironment({ [name]: 'value' })).toEqual({});
  });

  test.each(kept)('keeps %s', (name) => {
    expect(scrubEnvironment({ [name]: 'value' })).toEqual({ [name]: 'value' });
  });

  test.each([
    ['--max-old-space-size=8192', true],
    ['--enable-source-maps --use-openssl-ca', true],
    ['--require /editor/bootloader.js', false],
    ['--max-old-space-size=8192 -r ./hook.js', false],
    ['--inspect-brk=0', false],
    ['--import=tsx', false],
  ])('NODE_OPTIONS=%s is kept: %s', (value, isKept) => {
    expect(Object.keys(scrubEnvironment({ NODE_OPTIONS: value }))).toEqual(isKept ? ['NODE_OPTIONS'] : []);
  });

  test('keeps what is allowed by name, and leaves out what has no value', () => {
    const env = { PLANEX_LOG: 'debug', GIT_DIR: '/elsewhere', EMPTY: '', NOTHING: undefined };
    expect(scrubEnvironment(env, { allow: ['PLANEX_LOG'] })).toEqual({ PLANEX_LOG: 'debug', EMPTY: '' });
  });
});
