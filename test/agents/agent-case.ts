import type { AgentCall, AgentOutcome } from '../../src/executors/agents/agent.ts';
import type { TimeLimits } from '../../src/executors/time-limits.ts';
import type { Reply } from './mock/model-server.ts';

/**
 * What a CLI makes of what a model server says. Each is run with the real CLI, and read again from the output that was
 * recorded of such a run.
 */
export interface AgentCase {
  name: string;
  /** It differs from another only in what the server says, and the CLI is slow: its recording has to do. */
  recordedOnly?: true;
  replies: readonly Reply[];
  call?: Partial<AgentCall>;
  /** Changes of the environment; undefined takes a variable away. */
  env?: Record<string, string | undefined>;
  /** Files in the home of the CLI. */
  home?: Record<string, string>;
  limits?: TimeLimits;
  /** How many requests the server sees; not told where that depends on the time. */
  requests?: number;
  /** Compared with `toMatchObject`. */
  outcome: { kind: AgentOutcome['kind'] } & Record<string, unknown>;
  /** What is in the workspace afterwards, where that matters. */
  files?: Record<string, string>;
}
