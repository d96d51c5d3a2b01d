import { expect, test } from 'vitest';
import { parseAgentName } from '../../../src/routing/agent-name.ts';

test.each([
  ['codex', { backend: 'codex' }],
  ['Claude', { backend: 'claude' }],
  ['claude:opus', { backend: 'claude', model: 'opus' }],
  ['gemini:models/x:1', { backend: 'gemini', model: 'models/x:1' }],
  ['my-own_2', { backend: 'my-own_2' }],
  ['', undefined],
  ['claude:', undefined],
  [':opus', undefined],
  ['claude opus', undefined],
  ['claude:opus 4', undefined],
  ['codex+gemini', undefined],
  ['a/b', undefined],
])('%j names %j', (text, agent) => expect(parseAgentName(text)).toEqual(agent));
