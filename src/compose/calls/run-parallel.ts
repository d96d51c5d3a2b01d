import { resolve } from 'node:path';
import { OperatorError } from '../../errors.ts';
import type { Sandbox } from '../../routing/policy.ts';
import type { Route } from '../../routing/route.ts';
import { combineExitCodes } from '../../tasks/exit-class.ts';
import { type Asking, askRouted, type Reply } from './ask-routed.ts';
import { type CallPlace, openCallPlace } from './call-place.ts';
import { type CallFlags, routeCall } from './call-route.ts';
import { listenForInterruption } from '../interruption.ts';
import { createRouter } from './router.ts';

/** One of the two that are asked. */
export interface AskedSide {
  backend: string;
  model?: string;
  prompt: string;
}

/** What `planex parallel` is asked to do. */
export interface ParallelRequest {
  /** Who is asked what, or one prompt for the two that the policy names. */
  asked: { sides: [AskedSide, AskedSide] } | { prompt: string };
  /** Absolute, or relative to the current folder. */
  folder: string;
  /** Of the first, the code backend; the other only reads. */
  sandbox: Sandbox;
  flags: CallFlags;
  onProgress: Asking['onProgress'];
  /** Told what is wrong with the environment. */
  onWarning(line: string): void;
}

/** What both came to, the code backend first. */
export interface ParallelReply {
  exit: number;
  replies: [Reply, Reply];
}

/** Asks both at once. */
export async function runParallel(cwd: string, request: ParallelRequest): Promise<ParallelReply> {
  const place = forPairs(await openCallPlace(resolve(cwd, request.folder)));
  place.router.problems.forEach((problem) => request.onWarning(problem));
  const { asked, sandbox, flags, onProgress } = request;
  const [code, other] = 'sides' in asked ? asked.sides : choosePair(place, flags, asked.prompt);
  if (sandbox === 'workspace-write' && code.backend === other.backend) {
    throw new OperatorError('two models of one backend side by side may only read', {
      todo: 'leave the sandbox out, or ask one of them with planex exec',
    });
  }
  const codeRoute = routeSide(place, code, { ...flags, sandbox });
  const otherRoute = routeSide(place, other, { ...flags, sandbox: 'read-only' });
  const interruption = listenForInterruption();
  const { signal } = interruption;
  try {
    const replies = await Promise.all([
      askRouted(place, codeRoute, { prompt: code.prompt, together: 2, signal, onProgress }),
      askRouted(place, otherRoute, { prompt: other.prompt, together: 2, signal, onProgress }),
    ]);
    const [one, two] = replies;
    return { exit: interruption.exitCode() ?? combineExitCodes(one.exit, two.exit), replies };
  } finally {
    interruption.stop();
  }
}

/** The setting `backend` names one for tasks that name none; here two are asked, and the policy knows them. */
function forPairs(place: CallPlace): CallPlace {
  const { backend: _, ...settings } = place.settings;
  return { ...place, router: createRouter(() => settings, process.env) };
}

function choosePair(place: CallPlace, flags: CallFlags, prompt: string): [AskedSide, AskedSide] {
  const { also, ...first } = routeCall(place, { work: 'options', flags });
  if (also === undefined) {
    throw new OperatorError('the policy asks only one backend for options', {
      todo: 'set "also" in the row "options" of routing.rows in .planexrc, or name two models with --models',
    });
  }
  const toSide = ({ backend, model, modelAsked = model }: typeof also): AskedSide => ({
    backend,
    prompt,
    ...(modelAsked === undefined ? {} : { model: modelAsked }),
  });
  const sides: [AskedSide, AskedSide] = [toSide(first), toSide(also)];
  // Codex is the one for code, also where a row names it second.
  return sides[0].backend !== 'codex' && sides[1].backend === 'codex' ? [sides[1], sides[0]] : sides;
}

function routeSide(
  place: CallPlace,
  { backend, model }: AskedSide,
  flags: CallFlags & { sandbox: Sandbox },
): Route {
  const named = model === undefined ? {} : { model };
  const { also: _, ...route } = routeCall(place, { work: 'options', backend, flags: { ...flags, ...named } });
  return { ...route, sandbox: flags.sandbox };
}
