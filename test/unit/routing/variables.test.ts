import { describe, expect, test } from 'vitest';
import { readRoutingVariables } from '../../../src/routing/variables.ts';

describe('environment variables about routing', () => {
  test('none is set: nothing is said', () => {
    expect(readRoutingVariables({ PATH: '/bin', CODEX_MODEL: ' ' })).toEqual({
      variables: { models: {} },
      problems: [],
    });
  });

  test('all are read, times in seconds', () => {
    const env = {
      CODEX_MODEL: 'a',
      CODEX_MODEL_CODE: 'b',
      CODEX_MODEL_LOGIC: 'provider/c:1',
      GEMINI_CODEX_FALLBACK_MODEL: 'd',
      CODEX_EFFORT: 'high',
      CODEX_TIMEOUT: '600',
      GEMINI_TIMEOUT: '30',
      CODEX_FAIL_CLOSED: '0',
      GEMINI_FALLBACK_TO_CODEX_ON_FIRST_RATE_LIMIT: 'yes',
    };
    expect(readRoutingVariables(env)).toEqual({
      variables: {
        models: {
          CODEX_MODEL: 'a',
          CODEX_MODEL_CODE: 'b',
          CODEX_MODEL_LOGIC: 'provider/c:1',
          GEMINI_CODEX_FALLBACK_MODEL: 'd',
        },
        codexEffort: 'high',
        codexWallClockMs: 600_000,
        geminiWallClockMs: 30_000,
        codexFailClosed: false,
        geminiFallsBack: true,
      },
      problems: [],
    });
  });

  test.each([
    ['CODEX_MODEL', '--dangerous'],
    ['CODEX_MODEL', 'two words'],
    ['CODEX_EFFORT', 'x-high!'],
    ['CODEX_TIMEOUT', '10m'],
    ['CODEX_TIMEOUT', '1m30'],
    ['CODEX_TIMEOUT', '0'],
    ['GEMINI_TIMEOUT', '-5'],
    ['GEMINI_TIMEOUT', '99999999'],
  ])('%s=%s counts for nothing and is told', (name, value) => {
    const { variables, problems } = readRoutingVariables({ [name]: value });
    expect(variables).toEqual({ models: {} });
    expect(problems).toEqual([expect.stringContaining(`${name}="${value}": expected `)]);
  });

  test('a switch that is misspelt approves nothing', () => {
    const { variables, problems } = readRoutingVariables({
      CODEX_FAIL_CLOSED: 'nope',
      GEMINI_FALLBACK_TO_CODEX_ON_FIRST_RATE_LIMIT: 'maybe',
    });
    expect(variables).toMatchObject({ codexFailClosed: true, geminiFallsBack: false });
    expect(problems).toHaveLength(2);
  });
});
