import type { PlanStatus } from '../artifacts/artifact.ts';
import { type PlanSource, readPlanSource } from '../artifacts/plan-source.ts';
import {
  findStatusWord,
  listStatusValues,
  readPlanStatus,
  type StatusValue,
  understandStatus,
} from '../artifacts/plan-status.ts';
import { keepsMeaning } from './keeps-meaning.ts';

/** What a plan can be told to say of its own state. */
export type WrittenStatus = Exclude<PlanStatus, 'none'>;

/** No plan states its Status in more places. */
const MOST_PLACES = 4;

/**
 * The plan with another word in its Status, in the case of the one that stood there; what stands behind the word stays. The
 * same text when it says so already; undefined when it states no Status, or none that can be changed alone.
 */
export function writeStatus(text: string, status: WrittenStatus): string | undefined {
  let written = text;
  for (let place = 0; place <= MOST_PLACES; place++) {
    const read = readPlanSource(written);
    if (!read.ok) return undefined;
    const [other] = listOthers(read.value, status);
    if (other === undefined) {
      const isSaid = readPlanStatus(read.value).status === status;
      return isSaid && keepsMeaning(text, written) ? written : undefined;
    }
    const changed = replaceValue(read.value, other, status);
    if (changed === undefined) return undefined;
    written = changed;
  }
  return undefined;
}

/** The places where the plan does not say this. */
function listOthers(source: PlanSource, status: WrittenStatus): StatusValue[] {
  return listStatusValues(source).filter((value) => {
    const understood = understandStatus(value, source);
    return understood.status !== status || understood.diagnostics.length > 0;
  });
}

/** Changes one of the values, wherever behind its offset it turns out to stand. */
function replaceValue(
  source: PlanSource,
  { text: value, offset }: StatusValue,
  status: WrittenStatus,
): string | undefined {
  const { text } = source;
  if (value === '') return undefined;
  const left = listOthers(source, status).length;
  for (let at = text.indexOf(value, offset), tries = 0; at !== -1 && tries < MOST_PLACES; tries++) {
    const changed = text.slice(0, at) + reword(value, source, status) + text.slice(at + value.length);
    const read = readPlanSource(changed);
    if (read.ok && listOthers(read.value, status).length < left) return changed;
    at = text.indexOf(value, at + 1);
  }
  return undefined;
}

function reword(value: string, source: PlanSource, status: WrittenStatus): string {
  const word = findStatusWord(value);
  const isClear = understandStatus({ text: value, offset: 0 }, source).diagnostics.length === 0;
  // What says nothing clear, as the list of choices of a template does, is replaced as a whole.
  if (word === undefined || !isClear) return status.toUpperCase().replace('-', ' ');
  return value.replace(word, inCaseOf(word, status));
}

function inCaseOf(word: string, status: WrittenStatus): string {
  if (word === word.toUpperCase()) return status.toUpperCase().replace('-', ' ');
  if (word === word.toLowerCase()) return status;
  return (status.slice(0, 1).toUpperCase() + status.slice(1)).replace('-', ' ');
}
