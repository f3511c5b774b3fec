import { join } from 'node:path'
import { checkProject } from './boundaries/check-project.ts'

const { files, violations } = checkProject(process.argv[2] ?? join(import.meta.dirname, '..'))
for (const { path, line, rule, message } of violations) console.error(`${path}:${line} [${rule}] ${message}`)
console.log(`boundaries: ${files} files, ${violations.length} violations`)
if (violations.length > 0) process.exitCode = 1
