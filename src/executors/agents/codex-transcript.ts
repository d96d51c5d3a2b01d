import { checkShape, z } from '../../schema.ts';
import type { LimitState } from './agent.ts';
import { codexUsageSchema, type CodexUsage } from './codex-events.ts';

/*
 * Codex writes a record of each thread to `$CODEX_HOME/sessions/<year>/<month>/<day>/rollout-<time>-<thread id>.jsonl`. It
 * tells what the output does not: the model, the limits of the account, the counts of a turn that failed or was killed,
 * and the kind of a failure as a word for programs.
 */

const window = z.lazy(() =>
  z.object({ used_percent: z.number(), resets_at: z.number().nullish() }).nullish(),
);

const errorInfo = z.lazy(() =>
  z.union([z.string(), z.record(z.string(), z.object({ http_status_code: z.number().nullish() }))]),
);

const line = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('turn_context'), payload: z.object({ model: z.string() }) }),
    z.object({
      type: z.literal('token_usage_record'),
      payload: z.object({ usage: codexUsageSchema }),
    }),
    z.object({
      type: z.literal('event_msg'),
      payload: z.discriminatedUnion('type', [
        z.object({
          type: z.literal('token_count'),
          info: z.object({ total_token_usage: codexUsageSchema }).nullish(),
          rate_limits: z.object({ primary: window, secondary: window }).nullish(),
        }),
        z.object({
          type: z.literal('task_complete'),
          error: z.object({ codex_error_info: errorInfo.nullish() }).nullish(),
        }),
      ]),
    }),
  ]),
);

/** What kind of failure Codex itself says it was. */
export interface CodexErrorInfo {
  code: string;
  httpStatus?: number;
}

/** One thing that a line of the record tells. */
export type CodexFact =
  | { kind: 'model'; model: string }
  /** One answer of the service, and what it cost. Older versions do not tell this. */
  | { kind: 'answer'; usage: CodexUsage }
  /** The running total of the thread, from which a later turn goes on. */
  | { kind: 'total'; usage: CodexUsage }
  | { kind: 'limit'; limit: LimitState }
  | { kind: 'error'; info: CodexErrorInfo };

/** What one line tells; most tell nothing that is needed. */
export function readCodexRecord(text: string): CodexFact[] {
  const parsed = parse(text);
  if (parsed === undefined) return [];
  switch (parsed.type) {
    case 'turn_context':
      return [{ kind: 'model', model: parsed.payload.model }];
    case 'token_usage_record':
      return [{ kind: 'answer', usage: parsed.payload.usage }];
    case 'event_msg': {
      const { payload } = parsed;
      if (payload.type === 'task_complete') return describeError(payload.error?.codex_error_info);
      const total = payload.info?.total_token_usage;
      return [
        // After an overflow it writes a total of nothing, whatever was used before.
        ...(total === undefined || total.input_tokens === 0
          ? []
          : [{ kind: 'total', usage: total } as const]),
        ...describeLimit([payload.rate_limits?.primary, payload.rate_limits?.secondary]),
      ];
    }
  }
}

function parse(text: string): z.infer<typeof line> | undefined {
  // The instructions of the model are in here too, again and again.
  if (!/"(turn_context|token_usage_record|token_count|task_complete)"/.test(text)) return undefined;
  try {
    const parsed = checkShape(line, JSON.parse(text));
    return parsed.ok ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

function describeError(info: z.infer<typeof errorInfo> | null | undefined): CodexFact[] {
  if (info === undefined || info === null) return [];
  if (typeof info === 'string') return [{ kind: 'error', info: { code: info } }];
  return Object.entries(info).map(([code, { http_status_code: status }]) => ({
    kind: 'error',
    info: { code, ...(typeof status === 'number' ? { httpStatus: status } : {}) },
  }));
}

/** The window that is closest to being used up. */
function describeLimit(windows: z.infer<typeof window>[]): CodexFact[] {
  const [worst] = windows
    .filter((window) => window !== undefined && window !== null)
    .sort((a, b) => b.used_percent - a.used_percent);
  if (worst === undefined) return [];
  const resetAt = typeof worst.resets_at === 'number' ? { resetAt: toInstant(worst.resets_at) } : {};
  return [{ kind: 'limit', limit: { usedPercent: worst.used_percent, ...resetAt } }];
}

function toInstant(secondsSince1970: number): string {
  return new Date(secondsSince1970 * 1000).toISOString();
}
