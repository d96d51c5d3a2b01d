import type { ExitClass } from '../../tasks/exit-class.ts';
import type { Usage } from '../../tasks/usage.ts';

/** What came of one question. */
export interface Answer {
  class: ExitClass;
  backend: string;
  /** The model that answered, or that was asked for. */
  model?: string;
  /** The last message of the model; empty when there was none. */
  answer: string;
  usage: Usage;
  /** How often it used a tool; unknown where it was never asked. */
  toolUses?: number;
  /** The CLI's own id of the conversation. */
  conversation?: string;
  /** Why there is no answer. */
  reason?: string;
  /** When the limit that was hit is lifted (ISO 8601), as far as the backend said. */
  resetAt?: string;
  /** What a person can do about it. */
  action?: string;
}
