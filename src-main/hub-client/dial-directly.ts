import { connect } from 'node:net'
import { asCallError, CallError } from './call-error.ts'
import type { Dial } from './connect-socket.ts'

const dialMs = 10_000

/** A TCP connection from this computer. */
export const dialDirectly: Dial = (host, port) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    const timer = setTimeout(() => socket.destroy(new CallError('hub_slow')), dialMs)
    const fail = (error: Error) => {
      clearTimeout(timer)
      reject(asCallError(error))
    }
    socket.once('error', fail)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', fail)
      resolve(socket)
    })
  })
