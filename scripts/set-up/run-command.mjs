import { spawn } from 'node:child_process'

/**
 * Runs a program to its end with the terminal handed through.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} the exit status; a signal counts as 128
 */
export function runCommand(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options })
    child.once('error', reject)
    child.once('exit', code => resolve(code ?? 128))
  })
}
