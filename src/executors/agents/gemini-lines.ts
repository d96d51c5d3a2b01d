import { checkShape, z } from '../../schema.ts';
import { readJsonLine } from './json-line.ts';

const INIT = z.lazy(() =>
  z.object({ type: z.literal('init'), session_id: z.string(), model: z.string().optional() }),
);

const MESSAGE = z.lazy(() => z.object({ type: z.literal('message'), role: z.string(), content: z.string() }));

const TOOL_USE = z.lazy(() =>
  z.object({
    type: z.literal('tool_use'),
    tool_name: z.string(),
    tool_id: z.string(),
    parameters: z.record(z.string(), z.unknown()).optional().catch(undefined),
  }),
);

const TOOL_RESULT = z.lazy(() =>
  z.object({ type: z.literal('tool_result'), tool_id: z.string(), status: z.string() }),
);

const ERROR = z.lazy(() => z.object({ type: z.literal('error'), severity: z.string(), message: z.string() }));

const STATS = z.lazy(() =>
  z.object({
    total_tokens: z.number(),
    input_tokens: z.number(),
    output_tokens: z.number(),
    /** Part of the input. */
    cached: z.number().optional(),
  }),
);

const RESULT = z.lazy(() =>
  z.object({
    type: z.literal('result'),
    status: z.string(),
    error: z.object({ message: z.string() }).optional().catch(undefined),
    /** Of this run alone, also when it resumes a session. */
    stats: STATS.optional().catch(undefined),
  }),
);

const LINE = z.lazy(() =>
  z.discriminatedUnion('type', [INIT, MESSAGE, TOOL_USE, TOOL_RESULT, ERROR, RESULT]),
);

/** A line of `--output-format stream-json`. */
export type GeminiLine = z.infer<typeof LINE>;
/** The line that ends a run. */
export type GeminiResult = z.infer<typeof RESULT>;

/** Reads a line of output; undefined when it is of no use here. */
export function readGeminiLine(line: string): GeminiLine | undefined {
  const checked = checkShape(LINE, readJsonLine(line));
  return checked.ok ? checked.value : undefined;
}
