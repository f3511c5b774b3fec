import { consoleHere, startConsole } from './start-console.ts'

const here = consoleHere()
if (here.kind === 'no') {
  console.error(`The console cannot be opened: ${here.why}.`)
  process.exitCode = 1
} else {
  startConsole(here.user, process.argv.slice(2)).once('exit', code => {
    process.exitCode = code ?? 1
  })
}
