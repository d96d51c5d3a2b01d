import type { Route, RoutedBackend } from './route.ts';

const MOST_NAMED = 5;

/** Says which models of a route its backend does not know. `known` are those of a backend, where that can be told. */
export function warnOfModels(
  { backend, model, modelAsked, also, fallback }: RoutedBackend & Pick<Route, 'also' | 'fallback'>,
  known: ReadonlyMap<string, readonly string[]>,
): string[] {
  const main: RoutedBackend = {
    backend,
    ...(model === undefined ? {} : { model }),
    ...(modelAsked === undefined ? {} : { modelAsked }),
  };
  const warnings = [main, also, fallback].flatMap((one) => (one === undefined ? [] : warnOf(one, known)));
  return [...new Set(warnings)];
}

function warnOf(one: RoutedBackend, known: ReadonlyMap<string, readonly string[]>): string[] {
  const models = known.get(one.backend);
  if (models === undefined || one.model === undefined || models.includes(one.model)) return [];
  const names = models.slice(0, MOST_NAMED).join(', ');
  const todo =
    one.modelAsked === undefined
      ? '"routing": { "models": "preset" } in .planexrc sends the names of today'
      : '"routing.models" in .planexrc gives it that name';
  return [`the installed ${one.backend} does not list the model "${one.model}", it has ${names}; ${todo}`];
}
