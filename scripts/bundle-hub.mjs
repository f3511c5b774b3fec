import { build } from 'esbuild'

/**
 * `node scripts/bundle-hub.mjs <entry> <output>`: one ES module for the project's Node. The packages with native
 * parts stay outside: they are found in node_modules next to dist/.
 */
const [entry, outfile] = process.argv.slice(2)
const { errors } = await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minify: true,
  // TypeORM and the logger look at names of classes at run time.
  keepNames: true,
  sourcemap: 'linked',
  // React renders views several times faster without its checks.
  define: { 'process.env.NODE_ENV': '"production"' },
  external: ['better-sqlite3', '@node-rs/argon2'],
  // Packages written as CommonJS call `require` for Node's own modules.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
  },
  logLevel: 'warning',
})
if (errors.length > 0) process.exitCode = 1
else console.log(`built ${outfile}`)
