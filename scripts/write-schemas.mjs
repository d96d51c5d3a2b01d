// Writes the JSON Schemas in config/ from the schemas in src/.
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const { outputFiles } = await build({
  stdin: {
    contents: `export { writeSettingsJsonSchema } from './src/config/settings-json-schema.ts';
export { writeIssueJsonSchema, writeSolutionJsonSchema } from './src/issues/json-schemas.ts';`,
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
});
const bundled = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`;
const { writeSettingsJsonSchema, writeIssueJsonSchema, writeSolutionJsonSchema } = await import(bundled);
await writeFile('config/planexrc.schema.json', writeSettingsJsonSchema());
await writeFile('config/issue.schema.json', writeIssueJsonSchema());
await writeFile('config/solution.schema.json', writeSolutionJsonSchema());
