// Writes the JSON Schemas in config/ from the schemas in src/.
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: ['src/config/settings-json-schema.ts'],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
});
const bundled = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`;
const { writeSettingsJsonSchema } = await import(bundled);
await writeFile('config/planexrc.schema.json', writeSettingsJsonSchema());
