import type { Route, RoutedFallback } from '../../routing/route.ts';
import { type ExitClass, exitCodeOf } from '../../tasks/exit-class.ts';
import { addUsage } from '../../tasks/usage.ts';
import type { Answer } from './answer.ts';
import { askAgent, type Question } from './ask-agent.ts';
import type { CallPlace } from './call-place.ts';
import { routeCall } from './call-route.ts';

/** Who was asked first and failed, where another answered instead. */
export interface ReplacedAgent {
  backend: string;
  model?: string;
  class: ExitClass;
  reason: string;
  /** The setting or variable by which the fallback was approved. */
  approvedBy: string;
}

/** What a routed call came to. `backend` and `model` are those who were asked last. */
export interface Reply extends Answer {
  /** Exit code. */
  exit: number;
  insteadOf?: ReplacedAgent;
  durationMs: number;
}

/** Who asks, and what is said meanwhile. */
export type Asking = Pick<Question, 'prompt' | 'signal' | 'together' | 'call' | 'about' | 'keepIn'> & {
  /** Told one line at a time what an agent is doing. */
  onProgress(line: string): void;
};

/** Asks the agent of a route, and the fallback after it where that is approved already. */
export async function askRouted(place: CallPlace, route: Route, asking: Asking): Promise<Reply> {
  const startedAt = performance.now();
  const { failClosed, fallback } = route;
  const finish = (answer: Answer): Reply => ({
    ...answer,
    exit: exitCodeOf(answer.class, failClosed),
    durationMs: Math.round(performance.now() - startedAt),
  });
  const first = await askAgent(place, toQuestion(route, asking));
  if (first.class === 'ok') return finish(first);
  const { reason = first.class, backend, model } = first;
  if (fallback?.approvedBy === undefined || !takesOver(first.class, fallback)) {
    return finish(withChoice(first, fallback));
  }
  asking.onProgress(`${backend} failed (${first.class}): ${reason}; ${fallback.backend} is asked instead`);
  const second = await askAgent(
    place,
    toQuestion(routeFallback(place, route, fallback), { ...asking, together: 1 }),
  );
  // Who was never asked has taken nothing over.
  if (second.class === 'missing') {
    return finish({ ...first, action: `${fallback.backend} cannot take over: ${second.reason ?? ''}` });
  }
  return {
    ...finish({ ...second, usage: addUsage(first.usage, second.usage) }),
    insteadOf: {
      backend,
      ...(model === undefined ? {} : { model }),
      class: first.class,
      reason,
      approvedBy: fallback.approvedBy,
    },
  };
}

function toQuestion(route: Route, asking: Asking): Question {
  const { backend, model, effort, wallClockMs, sandbox } = route;
  const { prompt, signal, together, call, about, keepIn } = asking;
  const name = model === undefined ? backend : `${backend} (${model})`;
  let last = { at: '', message: '' };
  return {
    backend,
    sandbox,
    prompt,
    signal,
    ...(together === undefined ? {} : { together }),
    ...(call === undefined ? {} : { call }),
    ...(about === undefined ? {} : { about }),
    ...(keepIn === undefined ? {} : { keepIn }),
    ...(model === undefined ? {} : { model }),
    ...(effort === undefined ? {} : { effort }),
    ...(wallClockMs === undefined ? {} : { wallClockMs }),
    onProgress: ({ at, message }) => {
      // Told again with what it has taken by now.
      if (at === last.at && message === last.message) return;
      last = { at, message };
      asking.onProgress(`${name}: ${message}`);
    },
  };
}

/** What the person or a cap ended is no failure that another could make good. */
function takesOver(ended: ExitClass, { approval, after }: RoutedFallback): boolean {
  if (approval !== 'standing' || ended === 'budget' || ended === 'interrupted') return false;
  return after === 'any-failure' || ended === 'rate-limited';
}

/** The fallback's own effort and time, and the model that it takes over with. */
function routeFallback(place: CallPlace, { work, sandbox }: Route, fallback: RoutedFallback): Route {
  const { backend, model } = fallback;
  const { model: _, also: __, ...route } = routeCall(place, { work, backend, flags: { sandbox } });
  return { ...route, sandbox, ...(model === undefined ? {} : { model }) };
}

/** Says by which words another may be asked, where that needs them. */
function withChoice(answer: Answer, fallback: RoutedFallback | undefined): Answer {
  if (answer.class === 'budget' || answer.class === 'interrupted') return answer;
  const other = fallback === undefined ? '<name>' : nameArguments(fallback);
  const choice = `to let another answer: --backend ${other}`;
  return { ...answer, action: answer.action === undefined ? choice : `${answer.action}; ${choice}` };
}

function nameArguments({ backend, model, modelAsked = model }: RoutedFallback): string {
  return modelAsked === undefined ? backend : `${backend} --model ${modelAsked}`;
}
