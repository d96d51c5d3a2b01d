import type { Settings } from './settings.ts';

/**
 * What in the settings lets planex run programs, go on without asking, or go or spend further before it stops: each section by its name,
 * as text to compare. Two files with the same powers differ in nothing that a person has to approve.
 */
export function listPowers(settings: Settings): Record<string, string> {
  const { approval, budget, executors, notify, refine, review, setup, tolerances, verify } = settings;
  const sections = {
    approval,
    budget,
    executors,
    notify,
    refine,
    review,
    'routing.failClosed': settings.routing.failClosed ?? true,
    'schedule.recurring': settings.schedule.recurring,
    setup: setup ?? null,
    tolerances,
    verify,
  };
  return Object.fromEntries(Object.entries(sections).map(([name, value]) => [name, JSON.stringify(value)]));
}
