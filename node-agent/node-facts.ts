import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { type CpuInfo, cpus, freemem, totalmem } from 'node:os'
import type { Instant } from '../hub/contract/primitives.ts'
import type { Clock, NodeFacts, RunCommand } from './ports.ts'

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now() as Instant,
  sleep: (ms, signal) =>
    new Promise(resolve => {
      if (signal?.aborted) return resolve()
      const finish = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', finish)
        resolve()
      }
      const timer = setTimeout(finish, ms)
      signal?.addEventListener('abort', finish, { once: true })
    }),
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

/** The running Linux. What cannot be read has the kernel's default. */
export const linuxFacts: NodeFacts = {
  bootId: () => text('/proc/sys/kernel/random/boot_id') || 'unknown',
  ephemeralPorts: () => {
    const [low, high] = text('/proc/sys/net/ipv4/ip_local_port_range').split(/\s+/).map(Number)
    return low && high ? [low, high] : [32_768, 60_999]
  },
  resolvers: () => {
    const servers = text('/etc/resolv.conf')
      .split('\n')
      .map(line => /^\s*nameserver\s+([0-9a-fA-F.:]+)/.exec(line)?.[1] ?? '')
    return [...new Set(servers.filter(server => isIP(server) !== 0))].slice(0, 8)
  },
  machine: () => {
    const processors = cpus()
    const sum = (of: (times: CpuInfo['times']) => number) =>
      processors.reduce((total, { times }) => total + of(times), 0) / 1_000
    const idleSeconds = sum(times => times.idle)
    const totalSeconds = sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq)
    const available = /^MemAvailable:\s+(\d+) kB$/m.exec(text('/proc/meminfo'))?.[1]
    return {
      processors: Math.max(1, processors.length),
      busySeconds: totalSeconds - idleSeconds,
      totalSeconds,
      memoryTotalBytes: totalmem(),
      memoryAvailableBytes: available === undefined ? freemem() : Number(available) * 1_024,
    }
  },
}

/** Runs programs directly, without a shell. */
export const runCommand: RunCommand = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${command} takes longer than ${options.timeoutMs} ms`))
    }, options.timeoutMs ?? 30_000)
    child.stdout.on('data', chunk => out.push(chunk))
    child.stderr.on('data', chunk => err.push(chunk))
    child.once('error', error => {
      clearTimeout(timer)
      reject(error)
    })
    child.once('close', code => {
      clearTimeout(timer)
      resolve({
        code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      })
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.stdin ?? '')
  })
