import type { DerivedWork } from './derive-work.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import type { Sandbox } from './policy.ts';
import type { RoutingVariables } from './variables.ts';

/** What routes are chosen by, besides the work. */
export interface RoutingContext {
  policy: EffectivePolicy;
  /** Whether the settings name a preset: then it routes every task that names no backend, also one with commands. */
  isConfigured: boolean;
  /** The setting `backend`, when it is set. */
  backend?: string;
  /** From names of models as asked for to names as sent, and who says so. */
  models: { map: Readonly<Record<string, string>>; from: string };
  variables: RoutingVariables;
  /** The setting `routing.failClosed`, when it is set. */
  failClosed?: boolean;
}

/** Work to be routed, whether or not a task of an artifact asks for it. */
export interface RouteRequest extends DerivedWork {
  /** What the task says under Backend. */
  backend?: string;
  hasCommands: boolean;
  /** What the command line says; it comes before everything else. */
  flags?: { model?: string; effort?: string; wallClockMs?: number; sandbox?: Sandbox };
}
