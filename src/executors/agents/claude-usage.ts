import { subtractUsage, type Usage } from '../../tasks/usage.ts';
import type { ClaudeModels, ClaudeResult } from './claude-lines.ts';

/** Adds up what models have used. The CLI counts cached input apart from input; here it is part of it. */
export function sumModels(models: ClaudeModels): Usage {
  const all = Object.values(models);
  const sum = (pick: (model: (typeof all)[number]) => number): number =>
    all.reduce((total, model) => total + pick(model), 0);
  return {
    inputTokens: sum(
      (model) => model.inputTokens + model.cacheCreationInputTokens + model.cacheReadInputTokens,
    ),
    cachedInputTokens: sum((model) => model.cacheReadInputTokens),
    outputTokens: sum((model) => model.outputTokens),
    ...(all.every((model) => model.costUSD !== undefined) && { costUsd: sum((model) => model.costUSD ?? 0) }),
  };
}

/** What a result says was used since the one before it, where `before` is what the conversation had used in all. */
export function readUsage(result: ClaudeResult, before: Usage): Usage {
  if (result.model_usage_since_last_result !== undefined)
    return sumModels(result.model_usage_since_last_result);
  if (result.modelUsage === undefined) return readMainLoop(result);
  return subtractUsage(sumModels(result.modelUsage), before);
}

/** What a result says the conversation has used in all. */
export function readTotals(result: ClaudeResult): Usage | undefined {
  return result.modelUsage === undefined ? undefined : sumModels(result.modelUsage);
}

function readMainLoop({ usage, total_cost_usd: costUsd }: ClaudeResult): Usage {
  return {
    ...(usage && {
      inputTokens: usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens,
      cachedInputTokens: usage.cache_read_input_tokens,
      outputTokens: usage.output_tokens,
    }),
    ...(costUsd !== undefined && { costUsd }),
  };
}
