import { z } from '../../schema.ts';

/** What a commit message claims about tasks: what it landed and what it takes back. */
export const messageFactsSchema = z.object({
  commit: z.string(),
  landings: z.array(
    z.object({
      taskId: z.string(),
      digest: z.string(),
      /** The digest without the ids of other tasks. */
      content: z.string().optional(),
      runId: z.string().optional(),
      /** The commit that a squash merge took this landing from. */
      origin: z.string().optional(),
    }),
  ),
  /** Object ids, possibly abbreviated, of the commits that it reverts. */
  reverts: z.array(z.string()),
});

export type MessageFacts = z.infer<typeof messageFactsSchema>;

/** Text that every message of interest contains: what to search the history for. */
export const MARKS = ['Planex-Task:', 'This reverts commit '];

/**
 * Reads the trailer lines wherever they stand. Squash merges indent them, quote several messages in one, and put
 * other text after them, so Git's own trailer parser misses them.
 */
export function readMessage(commit: string, message: string): MessageFacts {
  const landings: MessageFacts['landings'] = [];
  let origin: string | undefined;
  let open:
    | { taskId: string; digest?: string; content?: string; runId?: string; origin?: string }
    | undefined;
  const close = (): void => {
    if (open?.digest !== undefined) landings.push({ ...open, digest: open.digest });
    open = undefined;
  };
  for (const line of message.split(/\r?\n/)) {
    const [, quoted] = /^\s*commit ([0-9a-f]{40,64})$/.exec(line) ?? [];
    if (quoted !== undefined) {
      close();
      origin = quoted;
      continue;
    }
    const [, name, value] = /^[\s>*-]*Planex-(Task|Digest|Content|Run):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || !value) continue;
    if (name === 'Task') {
      close();
      open = { taskId: value, ...(origin !== undefined && { origin }) };
    } else if (open !== undefined) {
      open[name === 'Digest' ? 'digest' : name === 'Content' ? 'content' : 'runId'] ??= value;
    }
  }
  close();
  const reverts = [...message.matchAll(/This reverts commit ([0-9a-f]{7,64})/g)].flatMap(
    ([, oid]) => oid ?? [],
  );
  return { commit, landings, reverts };
}
