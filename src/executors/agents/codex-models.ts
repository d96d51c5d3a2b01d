import { checkShape, z } from '../../schema.ts';

/** Makes Codex print the models that this version of it knows, without asking a server. */
export const LIST_CODEX_MODELS: readonly string[] = ['debug', 'models', '--bundled'];

const catalogueSchema = z.lazy(() =>
  z.looseObject({
    models: z.array(z.looseObject({ slug: z.string(), visibility: z.string().nullish() })),
  }),
);

/** The names of models that Codex knows, those first that it offers to people; undefined for any other output. */
export function readCodexModels(output: string): string[] | undefined {
  const checked = checkShape(catalogueSchema, parseJson(output));
  if (!checked.ok) return undefined;
  const { models } = checked.value;
  const offered = models.filter(({ visibility }) => visibility !== 'hide');
  return [...new Set([...offered, ...models].map(({ slug }) => slug))];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
