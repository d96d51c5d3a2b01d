import type { KillAt } from './daemon.ts';
import { COMMANDS, type Kill, type KillBegin, VARIANTS, WORK_NAMES, type WorkName } from './kill.ts';
import type { Random } from './random.ts';

/** What undisturbed and recovering runs of one work have shown. */
export interface Traces {
  /** How often each point is passed in an undisturbed run. */
  passings: Map<string, number>;
  /** Points that are passed after a kill, by a kill after which they are. */
  recovery: Map<string, KillBegin>;
  /** Milliseconds until an undisturbed run is done, and until a daemon is ready. */
  doneMs: number;
}

/** Of ten kills, this many come at random moments. */
const MOMENTS_OF_TEN = 3;
/** Of ten restarts and commands, this many are killed as well. */
const AGAIN_OF_TEN = 5;
/** Of ten kills that can come in both works, this many come in the one that is judged, which takes longer. */
const JUDGED_OF_TEN = 3;
/** A start, a recovery or a command is over after about this part of a whole run. */
const START_PART = 0.4;

/**
 * Kills without end: first each point of recovery, then in rounds each point of the run, at its first passing and then
 * at random ones, with random moments in between. What follows a kill changes from round to round; in which of the works
 * that pass a point it is done is drawn.
 */
export function* planKills(traces: Record<WorkName, Traces>, random: Random): Generator<Kill> {
  const points = [...new Set(WORK_NAMES.flatMap((name) => [...traces[name].passings.keys()]))].sort();
  const planned = new Set(points);
  for (const work of WORK_NAMES) {
    for (const [point, cause] of traces[work].recovery) {
      if (planned.has(point)) continue;
      planned.add(point);
      const second: KillAt = { kind: 'point', point: `${point}#1` };
      yield { work, variant: 'restart', ...cause, second };
      yield { work, variant: 'status', ...cause, second };
    }
  }
  for (let round = 0; ; round += 1) {
    for (const [at, point] of points.entries()) {
      const drawn = drawWork(random);
      const work = traces[drawn].passings.has(point) ? drawn : drawn === 'plain' ? 'judged' : 'plain';
      const count = traces[work].passings.get(point) ?? 1;
      const passing = round === 0 ? 1 : 1 + random.below(count);
      const first: KillAt = { kind: 'point', point: `${point}#${passing}` };
      yield { work, ...follow(first, at + round, traces[work], random) };
      if (random.below(10) >= MOMENTS_OF_TEN) continue;
      const other = drawWork(random);
      const moment = drawMoment(traces[other].doneMs, random);
      yield { work: other, ...follow(moment, at, traces[other], random) };
    }
  }
}

function follow(first: KillAt, turn: number, traces: Traces, random: Random): Omit<Kill, 'work'> {
  const kind = VARIANTS[turn % VARIANTS.length] ?? 'restart';
  const variant = kind === 'command' ? random.pick(COMMANDS) : kind;
  if (random.below(10) >= AGAIN_OF_TEN) return { variant, first };
  const second =
    random.below(2) === 0
      ? drawMoment(traces.doneMs * START_PART, random)
      : { kind: 'point' as const, point: `${random.pick([...traces.recovery.keys()])}#1` };
  return { variant, first, second };
}

function drawWork(random: Random): WorkName {
  return random.below(10) < JUDGED_OF_TEN ? 'judged' : 'plain';
}

function drawMoment(withinMs: number, random: Random): KillAt {
  return { kind: 'moment', afterMs: random.below(Math.round(withinMs)) };
}
