import { describe, expect, test } from 'vitest';
import { warnOfModels } from '../../../src/routing/warn-of-models.ts';

const known = new Map([['codex', ['gpt-6-astra', 'gpt-6.1-sol']]]);

describe('models that a backend does not know', () => {
  test('are told once, each with what would help', () => {
    const old = { backend: 'codex', model: 'gpt-5.4' };
    expect(warnOfModels({ ...old, also: old }, known)).toEqual([
      'the installed codex does not list the model "gpt-5.4", it has gpt-6-astra, gpt-6.1-sol; "routing": { "models": "preset" } in .planexrc sends the names of today',
    ]);
    const [mapped] = warnOfModels({ backend: 'codex', model: 'typo', modelAsked: 'gpt-5.4' }, known);
    expect(mapped).toContain('"routing.models" in .planexrc gives it that name');
  });

  test('a fallback counts as well', () => {
    const fallback = { backend: 'codex', model: 'x', approval: 'needed', after: 'any-failure' } as const;
    expect(warnOfModels({ backend: 'gemini', fallback }, known)).toHaveLength(1);
  });

  test('nothing is said of a backend that cannot tell, nor where no model is named', () => {
    expect(warnOfModels({ backend: 'claude', model: 'sonnet' }, known)).toEqual([]);
    expect(warnOfModels({ backend: 'codex' }, known)).toEqual([]);
    expect(warnOfModels({ backend: 'codex', model: 'gpt-6.1-sol' }, known)).toEqual([]);
  });
});
