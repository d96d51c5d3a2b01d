import type { KillAt } from './daemon.ts';
import { COMMANDS, type Kill, VARIANTS } from './kill.ts';
import type { Random } from './random.ts';

/** What undisturbed and recovering runs have shown. */
export interface Traces {
  /** How often each point is passed in an undisturbed run. */
  passings: Map<string, number>;
  /** Points that are passed after a kill, by a kill after which they are. */
  recovery: Map<string, string>;
  /** Milliseconds until an undisturbed run is done, and until a daemon is ready. */
  doneMs: number;
}

/** Of ten kills, this many come at random moments. */
const MOMENTS_OF_TEN = 3;
/** Of ten restarts and commands, this many are killed as well. */
const AGAIN_OF_TEN = 4;
/** A start, a recovery or a command is over after about this part of a whole run. */
const START_PART = 0.4;

/**
 * Kills without end: first each point of recovery, then in rounds each point of the run, at its first passing and then
 * at random ones, with random moments in between. What follows a kill changes from round to round.
 */
export function* planKills(traces: Traces, random: Random): Generator<Kill> {
  const points = [...traces.passings.keys()].sort();
  const recovery = [...traces.recovery].filter(([point]) => !traces.passings.has(point));
  for (const [point, cause] of recovery) {
    const second: KillAt = { kind: 'point', point: `${point}#1` };
    const first: KillAt = { kind: 'point', point: cause };
    yield { variant: 'restart', first, second };
    yield { variant: 'status', first, second };
  }
  for (let round = 0; ; round += 1) {
    for (const [at, point] of points.entries()) {
      const count = traces.passings.get(point) ?? 1;
      const passing = round === 0 ? 1 : 1 + random.below(count);
      yield follow({ kind: 'point', point: `${point}#${passing}` }, at + round, traces, random);
      if (random.below(10) < MOMENTS_OF_TEN)
        yield follow(drawMoment(traces.doneMs, random), at, traces, random);
    }
  }
}

function follow(first: KillAt, turn: number, traces: Traces, random: Random): Kill {
  const kind = VARIANTS[turn % VARIANTS.length] ?? 'restart';
  const variant = kind === 'command' ? random.pick(COMMANDS) : kind;
  if (random.below(10) >= AGAIN_OF_TEN) return { variant, first };
  const second =
    random.below(2) === 0
      ? drawMoment(traces.doneMs * START_PART, random)
      : { kind: 'point' as const, point: `${random.pick([...traces.recovery.keys()])}#1` };
  return { variant, first, second };
}

function drawMoment(withinMs: number, random: Random): KillAt {
  return { kind: 'moment', afterMs: random.below(Math.round(withinMs)) };
}
