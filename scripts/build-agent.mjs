// Bundles the agent into one file that runs on any Node.js from 18 on, without node_modules.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Builds `dist/agent.cjs`, or another file. Throws when the source does not compile. */
export async function buildAgent(outfile = join(root, 'dist/agent.cjs')) {
  mkdirSync(dirname(outfile), { recursive: true })
  await build({
    entryPoints: [join(root, 'node-agent/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  })
  return outfile
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await buildAgent(process.argv[2]))
}
