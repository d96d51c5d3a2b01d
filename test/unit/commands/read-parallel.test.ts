import { expect, test } from 'vitest';
import { readParallel } from '../../../src/commands/read-parallel.ts';

const read = (args: string[], options: Record<string, string> = {}): ReturnType<typeof readParallel> =>
  readParallel({ args, options });

const here = { sandbox: 'read-only', folder: '.' };

test('one prompt is for the two of the policy, in either order of folder and sandbox', () => {
  expect(read(['Ask'])).toEqual({ asked: { prompt: 'Ask' }, ...here });
  const there = { asked: { prompt: 'Ask' }, sandbox: 'workspace-write', folder: '/project' };
  expect(read(['Ask', '/project', 'workspace-write'])).toEqual(there);
  expect(read(['Ask', 'workspace-write', '/project'])).toEqual(there);
  expect(read(['Ask'], { workdir: '/project', codexSandbox: 'workspace-write' })).toEqual(there);
  expect(read(['Ask', '/project'])).toMatchObject({ sandbox: 'read-only', folder: '/project' });
});

test('a prompt for one of them names both, and the other gets the shared one', () => {
  const sides = (codex: string, gemini: string): unknown => ({
    sides: [
      { backend: 'codex', prompt: codex },
      { backend: 'gemini', prompt: gemini },
    ],
  });
  expect(read([], { codexPrompt: 'C', geminiPrompt: 'G' }).asked).toEqual(sides('C', 'G'));
  expect(read(['Ask'], { geminiPrompt: 'G' }).asked).toEqual(sides('Ask', 'G'));
});

test('two models are two models of codex', () => {
  expect(read(['Ask'], { models: 'one, other' }).asked).toEqual({
    sides: [
      { backend: 'codex', model: 'one', prompt: 'Ask' },
      { backend: 'codex', model: 'other', prompt: 'Ask' },
    ],
  });
});

test.each([
  [[], {}, 'there is no prompt'],
  [[], { codexPrompt: 'C' }, 'there is no prompt'],
  [['Ask'], { codexPrompt: 'C', geminiPrompt: 'G' }, 'asked of nobody'],
  [['Ask'], { models: 'one' }, 'two models'],
  [['Ask'], { models: 'one,two,three' }, 'two models'],
  [['Ask'], { models: 'one,two', geminiPrompt: 'G' }, 'one prompt'],
  [['Ask', '/project'], { workdir: '/other' }, 'two folders'],
  [['Ask', 'read-only'], { codexSandbox: 'read-only' }, 'named twice'],
  [['Ask'], { codexSandbox: 'readonly' }, '--codex-sandbox takes'],
])('%j with %j is a mistake', (args, options, message) => {
  expect(() => read(args, options)).toThrow(message);
});
