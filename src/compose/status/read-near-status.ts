import { readReply } from '../../control/control-reply.ts';
import { exchange } from '../../control/exchange.ts';
import type { StatusView } from '../../daemon/look/status-view.ts';
import { findNearPlace } from '../../git/near-records.ts';
import { readInstanceLock } from '../../state/instance-lock.ts';
import { readKeptAnswer } from './kept-status.ts';

/** A daemon that takes longer is asked by the whole of planex, which watches it meanwhile. */
const AT_ONCE_MS = 1_000;

/**
 * Where everything stands, if the last answer still holds or a daemon tells it at once. Undefined in every other case, also
 * where something is wrong: finding out what takes all of planex.
 */
export async function readNearStatus(
  cwd: string,
  limitMs: number = AT_ONCE_MS,
): Promise<StatusView | undefined> {
  const place = findNearPlace(cwd);
  if (place === undefined) return undefined;
  const holder = readInstanceLock(place.records);
  if (holder === undefined) return readKeptAnswer(place);
  return holder.role === 'daemon' && holder.socket !== undefined
    ? askAtOnce(holder.socket, limitMs)
    : undefined;
}

async function askAtOnce(socket: string, limitMs: number): Promise<StatusView | undefined> {
  try {
    const text = await exchange(socket, { method: 'POST', path: '/status', body: '', limitMs });
    // The daemon is of this version or says that it does not know the request, so its answer has the declared shape.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return readReply(text)?.value as StatusView | undefined;
  } catch {
    return undefined;
  }
}
