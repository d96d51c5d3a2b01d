/** Hooks by what planex does in them; git names them. */
export const HOOK_NAMES = {
  /** Refuse what drops a sentinel from a plan; a merge that commits by itself asks only the second. */
  guard: ['pre-commit', 'pre-merge-commit'],
  /** Tell a daemon that runs to look again. */
  nudge: ['post-commit', 'post-merge', 'post-checkout', 'post-rewrite'],
  /** Judges every move of a branch, also those that skip the other hooks; opt-in. */
  strict: ['reference-transaction'],
} as const;

export type HookUse = keyof typeof HOOK_NAMES;

/** A hook of git that planex has a part in. */
export interface WantedHook {
  name: string;
  use: HookUse;
}

/** Every hook that planex may have a part in. */
export function listHooks(): WantedHook[] {
  return (['guard', 'nudge', 'strict'] as const).flatMap((use) =>
    HOOK_NAMES[use].map((name) => ({ name, use })),
  );
}
