import { join } from 'node:path';
import { digestBytes } from '../../artifacts/digest.ts';
import type { Settings } from '../../config/settings.ts';
import type { Draft, DraftsPort } from '../../daemon/look/drafts.ts';
import type { EventsPort } from '../../daemon/ports.ts';
import { errorMessage, OperatorError } from '../../errors.ts';
import { readRegularFileNow } from '../../read-regular-file.ts';
import { type DraftVerdict, judgeDraft } from '../../refine/judge-draft.ts';
import { isMarkedRefinement } from '../../state/refine-marks.ts';
import type { Planex } from '../open-planex.ts';
import { makeRestReader } from '../read-rest.ts';
import { createLatestRuns, type LatestRun } from './latest-runs.ts';
import type { RefineAnswers } from './refine-job.ts';
import { type RefineEdges, refinePlan } from './refine-plan.ts';
import type { RefineRequest } from './refine-request.ts';
import { viewRefinements } from './view-refinements.ts';

/** As many as there may be in all, also of those that people have begun. */
const MOST_AT_ONCE = 2;
/** How long a plan rests whose refinement stopped short without saying until when, and one that could not be begun with. */
const REST_MS = { stopped: 30_000, refused: 5 * 60_000 };
/** By then a look has seen what has been written to a plan. */
const SEEN_WITHIN_MS = 1_000;

/** Nobody is there to be asked: nothing is tried again that may cost for nothing, and nothing is let go. */
const UNATTENDED: RefineAnswers = {
  stuck: () => Promise.resolve('terminate'),
  drift: () => Promise.resolve('abort'),
  hook: () => Promise.resolve('abort'),
};

/** Refines drafts in the background of a daemon, as far as the settings want it. */
export function createBackgroundRefinement(parts: {
  planex: Planex;
  settings: () => Settings;
  events: EventsPort;
  /** False where nothing is to be begun: in a daemon that ends with its work. */
  mayBegin: boolean;
  edges: () => RefineEdges;
  admit: RefineRequest['admit'];
  onError: (error: unknown) => void;
  nudge: () => void;
}): DraftsPort {
  const { planex, events } = parts;
  const { home } = planex.repository;
  const latest = createLatestRuns(home);
  const abort = new AbortController();
  const busy = new Map<string, Promise<void>>();
  const readRest = makeRestReader();
  /** By a clock that nobody sets. */
  const restUntil = new Map<string, number>();
  /** Why a plan could not be begun with, as it was told last. */
  const refusals = new Map<string, string>();
  /** Plans that a person has let run, or that wait for trust by now. */
  let unwanted = new Set<string>();
  let pause: string | undefined;
  let stopping = false;

  const tell = (type: 'refinement:progress' | 'refinement:ended', plan: string, line: string): void =>
    events.append({ type, at: new Date().toISOString(), plan, message: `${plan}: ${line.trim()}` });

  const findPause = (): string | undefined => {
    if (stopping) return 'planex stops';
    return parts.settings().refine.auto ? pause : 'refine.auto is off';
  };

  const findPauseOf = (path: string): string | undefined =>
    unwanted.has(path) ? 'the plan is no draft that may be refined any more' : findPause();

  const refine = async (path: string): Promise<void> => {
    const { manifest, interrupted } = await refinePlan(planex, parts.edges(), {
      path,
      background: true,
      answers: UNATTENDED,
      resumes: (run, isOwn) => Promise.resolve(isOwn && run.background === true),
      signal: abort.signal,
      findPause: () => findPauseOf(path),
      admit: parts.admit,
      say: (line) => tell('refinement:progress', path, line),
      onProgress: () => undefined,
    });
    const { status, reason, current_round: round } = manifest;
    tell('refinement:ended', path, interrupted ?? `${status} after ${round} round(s): ${reason ?? ''}`);
    refusals.delete(path);
    if (interrupted !== undefined && findPauseOf(path) === undefined) rest(path, REST_MS.stopped);
  };

  const rest = (path: string, ms: number): void => void restUntil.set(path, performance.now() + ms);

  const refuse = (path: string, why: string): void => {
    rest(path, REST_MS.refused);
    if (refusals.get(path) !== why) tell('refinement:ended', path, why);
    refusals.set(path, why);
  };

  const begin = (path: string): void => {
    const ended = refine(path)
      .catch((error: unknown) => {
        if (error instanceof OperatorError) return refuse(path, errorMessage(error));
        rest(path, REST_MS.refused);
        parts.onError(error);
      })
      .finally(() => {
        busy.delete(path);
        parts.nudge();
      });
    busy.set(path, ended);
  };

  const judge = ({ path, digest, ...draft }: Draft, branch: string, last?: LatestRun): DraftVerdict =>
    judgeDraft({
      ...draft,
      branch,
      digest: digest.replace(/^sha256:/, ''),
      nowMs: Date.now(),
      restedMs: readRest(join(home, path)) ?? 0,
      quietMs: parts.settings().refine.quietMs,
      isOwn: last !== undefined && isMarkedRefinement(planex.records, last.folder),
      ...(last === undefined ? {} : { last: last.manifest }),
    });

  /** A look may be older than the edit of the refinement that has ended since: its own bytes are nothing new. */
  const isAsSeen = ({ path, digest }: Draft): boolean => {
    try {
      return digestBytes(readRegularFileNow(join(home, path))) === digest;
    } catch {
      return false;
    }
  };

  return {
    async consider(seen) {
      pause = seen.pause;
      unwanted = new Set(
        seen.drafts.filter(({ isDraft, admitted }) => !isDraft || !admitted).map(({ path }) => path),
      );
      const { branch } = seen;
      if (!parts.mayBegin || branch === undefined || findPause() !== undefined) return undefined;
      const drafts = seen.drafts.filter(({ path, isDraft }) => isDraft && !busy.has(path));
      const runs = await latest.find(drafts.map(({ path }) => path));
      const waits: number[] = [];
      for (const draft of drafts) {
        const restMs = (restUntil.get(draft.path) ?? 0) - performance.now();
        const verdict: DraftVerdict =
          restMs > 0 ? { do: 'wait', inMs: restMs } : judge(draft, branch, runs.get(draft.path));
        if (verdict.do === 'wait' && verdict.inMs !== undefined) waits.push(verdict.inMs);
        if ((verdict.do !== 'start' && verdict.do !== 'resume') || busy.size >= MOST_AT_ONCE) continue;
        if (isAsSeen(draft)) begin(draft.path);
        else waits.push(SEEN_WITHIN_MS);
      }
      return waits.length === 0 ? undefined : Math.min(...waits);
    },
    list: (paths) => viewRefinements(planex, latest, paths),
    listBusy: () => [...busy.keys()],
    endNow: () => abort.abort('shutdown'),
    async stop() {
      stopping = true;
      await Promise.all(busy.values());
    },
  };
}
