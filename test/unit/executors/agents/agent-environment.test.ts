import { expect, test } from 'vitest';
import { buildAgentEnvironment, credentialsOf } from '../../../../src/executors/agents/agent-environment.ts';

const ENVIRONMENT = {
  PATH: '/usr/bin',
  HOME: '/home/ada',
  HTTPS_PROXY: 'http://proxy.example.test',
  NPM_TOKEN: 'npm',
  AZURE_API_KEY: 'azure',
  OPENAI_API_KEY: 'openai',
  OPENAI_BASE_URL: 'http://127.0.0.1',
  CODEX_HOME: '/home/ada/.codex',
  CODEX_API_KEY: 'codex',
  ANTHROPIC_API_KEY: 'anthropic',
  CLAUDE_CODE_OAUTH_TOKEN: 'claude',
  CLAUDE_CONFIG_DIR: '/home/ada/.claude',
  GEMINI_API_KEY: 'gemini',
  GOOGLE_API_KEY: 'google',
  GOOGLE_APPLICATION_CREDENTIALS: '/home/ada/google.json',
  GOOGLE_CLOUD_PROJECT: 'project',
};
const EVERYBODYS = ['PATH', 'HOME', 'HTTPS_PROXY', 'NPM_TOKEN', 'AZURE_API_KEY'];

test.each([
  ['codex', ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'CODEX_HOME', 'CODEX_API_KEY']],
  [
    'claude',
    [
      'ANTHROPIC_API_KEY',
      'CLAUDE_CODE_OAUTH_TOKEN',
      'CLAUDE_CONFIG_DIR',
      'GOOGLE_APPLICATION_CREDENTIALS',
      'GOOGLE_CLOUD_PROJECT',
    ],
  ],
  ['gemini', ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_APPLICATION_CREDENTIALS', 'GOOGLE_CLOUD_PROJECT']],
] as const)('%s gets its own credentials and what is nobody’s', (agent, own) => {
  expect(Object.keys(buildAgentEnvironment(agent, ENVIRONMENT))).toEqual([...EVERYBODYS, ...own]);
  expect(Object.keys(ENVIRONMENT).filter(credentialsOf(agent))).toEqual(own);
});
