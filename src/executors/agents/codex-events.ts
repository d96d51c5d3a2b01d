import { checkShape, z } from '../../schema.ts';

const tokens = z.number().int().nonnegative().optional();

/** Token counts in the words of Codex: cached ones are part of the input, reasoning is part of the output. */
export const codexUsageSchema = z.object({
  input_tokens: tokens,
  cached_input_tokens: tokens,
  output_tokens: tokens,
});

const item = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('agent_message'), text: z.string() }),
    z.object({ type: z.literal('command_execution'), command: z.string(), exit_code: z.number().nullish() }),
    z.object({ type: z.literal('file_change'), changes: z.array(z.object({ path: z.string() })) }),
    z.object({ type: z.literal('mcp_tool_call'), server: z.string(), tool: z.string() }),
    z.object({ type: z.literal('web_search') }),
  ]),
);

const itemEvent = z.lazy(() => z.object({ type: z.enum(['item.started', 'item.completed']), item }));

const event = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
    itemEvent,
    /** Each time that it tries again; never the end. */
    z.object({ type: z.literal('error'), message: z.string() }),
    /** Its counts are of the whole thread, with the earlier turns. */
    z.object({ type: z.literal('turn.completed'), usage: codexUsageSchema.optional() }),
    z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
  ]),
);

export type CodexUsage = z.infer<typeof codexUsageSchema>;
export type CodexItemEvent = z.infer<typeof itemEvent>;
export type CodexEvent = z.infer<typeof event>;

/** One line of `codex exec --json`; undefined for all that planex has no use for. */
export function parseCodexEvent(line: string): CodexEvent | undefined {
  try {
    const parsed = checkShape(event, JSON.parse(line));
    return parsed.ok ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}
