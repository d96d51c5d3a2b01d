import { describe, expect, test } from 'vitest';
import { readCodexModels } from '../../../src/executors/agents/codex-models.ts';

describe('the models that Codex lists', () => {
  test('those it offers come before those it hides, and unknown fields are fine', () => {
    const output = JSON.stringify({
      models: [
        { slug: 'hidden', visibility: 'hide', priority: 3 },
        { slug: 'gpt-6-astra', visibility: 'list', display_name: 'GPT-6-Astra' },
        { slug: 'plain' },
      ],
    });
    expect(readCodexModels(output)).toEqual(['gpt-6-astra', 'plain', 'hidden']);
  });

  test.each(['', 'error: unrecognized subcommand', '[]', '{"models":[{"name":"x"}]}'])(
    '%j tells nothing',
    (output) => {
      expect(readCodexModels(output)).toBeUndefined();
    },
  );
});
