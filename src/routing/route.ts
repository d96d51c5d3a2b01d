import type { Reason } from '../tasks/reason.ts';
import type { Sandbox, WorkType } from './policy.ts';

/** The model that a backend is asked for. Without a name the program takes what it is set to. */
export interface RoutedModel {
  /** As it is sent. */
  model?: string;
  /** As it was asked for, when the map of models gives it another name. */
  modelAsked?: string;
}

export interface RoutedBackend extends RoutedModel {
  backend: string;
}

/** Who may take over after a failure. A route only names it: nothing here takes it. */
export interface RoutedFallback extends RoutedBackend {
  /** `standing`: the user has approved it beforehand, by the setting or variable that `approvedBy` names. */
  approval: 'needed' | 'standing';
  approvedBy?: string;
  after: 'any-failure' | 'first-rate-limit';
}

/** Who carries out a task, and how. */
export interface Route extends RoutedBackend {
  kind: 'route';
  work: WorkType;
  sandbox: Sandbox;
  effort?: string;
  /** Longest time of the call; without it the limit of all runs applies. */
  wallClockMs?: number;
  /** Answers the same question side by side. */
  also?: RoutedBackend;
  fallback?: RoutedFallback;
  /** After a failure of the backend a person is asked. */
  failClosed: boolean;
  /** Each step of the choice, in words. */
  because: string[];
}

/** The work is a person's decision: nobody is sent. */
export interface DecisionNeeded {
  kind: 'decision-needed';
  work: WorkType;
  reason: Reason;
  because: string[];
}

/** What a task's status names as its backend. */
export function nameRoute(route: Route | DecisionNeeded): string {
  if (route.kind === 'decision-needed') return 'person';
  return route.also === undefined ? route.backend : `${route.backend}+${route.also.backend}`;
}
