#!/usr/bin/env node
import { runEntry } from './set-up/run-entry.mjs'

/** The `sluice` command. Whatever Node starts this file, the program itself runs on the project's own. */
runEntry({ source: 'hub/cli/main.ts', bundle: 'dist/sluice.mjs', args: process.argv.slice(2) })
