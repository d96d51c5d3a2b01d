import { checkShape, z } from '../../schema.ts';
import { readJsonLine } from './json-line.ts';

const TOKENS = z.lazy(() =>
  z.object({
    input_tokens: z.number().default(0),
    cache_creation_input_tokens: z.number().default(0),
    cache_read_input_tokens: z.number().default(0),
    output_tokens: z.number().default(0),
  }),
);

/** What one model has used. */
const MODEL_USAGE = z.lazy(() =>
  z.object({
    inputTokens: z.number(),
    cacheCreationInputTokens: z.number().default(0),
    cacheReadInputTokens: z.number().default(0),
    outputTokens: z.number(),
    costUSD: z.number().optional(),
  }),
);

const MODELS = z.lazy(() => z.record(z.string(), MODEL_USAGE).optional().catch(undefined));

const INIT = z.lazy(() =>
  z.object({
    type: z.literal('system'),
    subtype: z.literal('init'),
    session_id: z.string(),
    model: z.string().optional(),
  }),
);

const RETRY = z.lazy(() =>
  z.object({
    type: z.literal('system'),
    subtype: z.literal('api_retry'),
    attempt: z.number(),
    max_retries: z.number(),
    retry_delay_ms: z.number(),
    error_status: z.number().nullish(),
    error: z.string().nullish(),
  }),
);

const RATE_LIMIT = z.lazy(() =>
  z.object({
    type: z.literal('rate_limit_event'),
    rate_limit_info: z.object({
      status: z.string(),
      /** Seconds since 1970. */
      resetsAt: z.number().nullish(),
    }),
  }),
);

const BLOCK = z.lazy(() =>
  z.object({
    type: z.string(),
    id: z.string().optional(),
    text: z.string().optional(),
    name: z.string().optional(),
    input: z.record(z.string(), z.unknown()).optional().catch(undefined),
  }),
);

const ASSISTANT = z.lazy(() =>
  z.object({
    type: z.literal('assistant'),
    parent_tool_use_id: z.string().nullish(),
    message: z.object({
      id: z.string().optional(),
      /** `<synthetic>` when the CLI speaks itself, as about an error. */
      model: z.string().optional(),
      content: z.array(BLOCK),
      usage: TOKENS.optional().catch(undefined),
    }),
  }),
);

/** The results of tools come as if the user had said them. */
const USER = z.lazy(() =>
  z.object({
    type: z.literal('user'),
    message: z.object({
      content: z.array(z.object({ tool_use_id: z.string().optional(), is_error: z.boolean().optional() })),
    }),
  }),
);

const RESULT = z.lazy(() =>
  z.object({
    type: z.literal('result'),
    subtype: z.string(),
    /** The only field that tells failure: `subtype` is "success" for most of them. */
    is_error: z.boolean(),
    result: z.string().optional(),
    errors: z.array(z.string()).optional().catch(undefined),
    api_error_status: z.number().nullish().catch(undefined),
    api_error: z.string().nullish().catch(undefined),
    terminal_reason: z.string().nullish().catch(undefined),
    usage: TOKENS.optional().catch(undefined),
    /** Of the whole conversation, also what it used before it was resumed. */
    modelUsage: MODELS,
    total_cost_usd: z.number().optional().catch(undefined),
    /** Since the last `result` or the start; older versions do not tell. */
    model_usage_since_last_result: MODELS,
  }),
);

const LINE = z.lazy(() => z.union([INIT, RETRY, RATE_LIMIT, ASSISTANT, USER, RESULT]));

/** A line of `--output-format stream-json` that tells something of use. */
export type ClaudeLine = z.infer<typeof LINE>;
/** The line that ends a turn. */
export type ClaudeResult = z.infer<typeof RESULT>;
/** What models have used, by their names. */
export type ClaudeModels = NonNullable<ClaudeResult['modelUsage']>;
/** A piece of what the model says or does. */
export type ClaudeBlock = z.infer<typeof BLOCK>;

/** Reads a line of output; undefined when it is of no use here. */
export function readClaudeLine(line: string): ClaudeLine | undefined {
  const checked = checkShape(LINE, readJsonLine(line));
  return checked.ok ? checked.value : undefined;
}
