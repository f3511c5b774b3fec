import * as z from 'zod'
import { hubEvent } from '../../hub/contract/admin/events.ts'
import { connectionState } from './connection.ts'
import { hubGlimpse, hubRoute, hubTrust, profile, profileId, sshSecret } from './profile.ts'

const nothing = z.strictObject({})
const email = z.string().trim().min(3).max(254)
const password = z.string().min(1).max(1_024)
const text = z.string().max(64)

interface Channel<Input extends z.ZodType, Answer extends z.ZodType> {
  readonly input: Input
  readonly answer: Answer
}
const channel = <I extends z.ZodType, A extends z.ZodType>(input: I, answer: A): Channel<I, A> => ({
  input,
  answer,
})

/** Everything that a window may ask of the main process. The answer is what a success carries. */
export const channels = {
  'app.read': channel(
    nothing,
    z.strictObject({
      version: text,
      platform: text,
      locale: text,
      /** Whether secrets can be stored encrypted on this computer. */
      hasKeyring: z.boolean(),
      /** Where the window runs: a browser stands in where no Electron is. */
      shell: z.enum(['electron', 'browser']),
    }),
  ),
  'profiles.list': channel(nothing, z.array(profile)),
  /** Looks who answers at an address, without sending anything. */
  'profiles.look': channel(
    z.strictObject({ address: z.string().max(300), route: hubRoute, sshSecret: sshSecret.optional() }),
    hubGlimpse,
  ),
  'profiles.save': channel(
    z.strictObject({
      id: profileId.nullable(),
      name: profile.shape.name,
      address: z.string().max(300),
      route: hubRoute,
      trust: hubTrust,
      sshHostKey: profile.shape.sshHostKey,
    }),
    profile,
  ),
  'profiles.remove': channel(z.strictObject({ id: profileId }), nothing),
  'connection.read': channel(nothing, connectionState),
  'connection.open': channel(z.strictObject({ profileId, sshSecret: sshSecret.optional() }), connectionState),
  /** Tries again now instead of at the next retry. */
  'connection.retry': channel(nothing, connectionState),
  'connection.close': channel(nothing, connectionState),
  'session.signIn': channel(
    z.strictObject({
      email,
      password,
      /** Where the token stays: until this program ends, encrypted by the keyring, or in clear on the disk. */
      keep: z.enum(['memory', 'keyring', 'clear']),
    }),
    connectionState,
  ),
  'session.verifySecondFactor': channel(
    z.strictObject({ code: z.string().trim().min(6).max(32) }),
    connectionState,
  ),
  'session.changePassword': channel(
    z.strictObject({ currentPassword: password, newPassword: password }),
    connectionState,
  ),
  'session.beginSecondFactor': channel(
    z.strictObject({ password }),
    z.strictObject({ secret: z.string(), uri: z.string() }),
  ),
  'session.confirmSecondFactor': channel(
    z.strictObject({ code: z.string().trim().min(6).max(32) }),
    z.strictObject({ recoveryCodes: z.array(z.string()) }),
  ),
  'session.signOut': channel(nothing, connectionState),
  /** Any other endpoint of the hub's contract, by its name; typed by the contract on the window's side. */
  'hub.call': channel(
    z.strictObject({
      endpoint: z.string().max(64),
      params: z.unknown().optional(),
      query: z.unknown().optional(),
      body: z.unknown().optional(),
      /** Names the call for `hub.cancel`. */
      callId: z.string().max(64).optional(),
      /** What is sent again under the same one is done once. */
      key: z.uuid().optional(),
    }),
    z.unknown(),
  ),
  'hub.cancel': channel(z.strictObject({ callId: z.string().max(64) }), nothing),
  /** Asks where, and writes. `file` is null where the operator cancelled. */
  'file.save': channel(
    z.strictObject({
      name: z.string().min(1).max(200),
      content: z.union([
        z.strictObject({ kind: z.literal('text'), text: z.string().max(64 << 20) }),
        z.strictObject({ kind: z.literal('base64'), data: z.base64().max(64 << 20) }),
      ]),
    }),
    z.strictObject({ file: z.string().nullable() }),
  ),
  'file.pick': channel(
    z.strictObject({ what: z.enum(['ssh-key']) }),
    z.strictObject({ file: z.string().nullable() }),
  ),
  'clipboard.write': channel(z.strictObject({ text: z.string().max(1 << 20) }), nothing),
  /** Opens one of the hub's own https pages, or a mail, in the system's programs. */
  'external.open': channel(z.strictObject({ url: z.url().max(2_000) }), nothing),
  'drafts.read': channel(z.strictObject({ key: text }), z.strictObject({ draft: z.unknown().nullable() })),
  'drafts.write': channel(z.strictObject({ key: text, draft: z.unknown().nullable() }), nothing),
  'desktop.alert': channel(
    z.strictObject({
      /** Unread alerts, for the tray; 0 clears it. */
      unread: z.number().int().min(0).max(9_999),
      notification: z
        .strictObject({ title: z.string().max(200), body: z.string().max(400), link: z.string().max(300) })
        .nullable(),
    }),
    nothing,
  ),
  /** The language and theme that menus and title bar follow. */
  'window.dress': channel(
    z.strictObject({ language: z.enum(['en', 'zh']), theme: z.enum(['system', 'light', 'dark']) }),
    nothing,
  ),
} as const

/** Everything that the main process tells a window unasked. */
export const pushes = {
  'connection.changed': connectionState,
  'hub.event': hubEvent,
  /** Events passed unseen: what is shown must be loaded anew. */
  'hub.eventsMissed': nothing,
  /** A menu item, or a link from outside: a path of the window's own routes. */
  navigate: z.strictObject({ to: z.string().max(1_000) }),
  /** A menu item that the window carries out. */
  command: z.strictObject({
    name: z.enum(['palette', 'search', 'shortcuts', 'reload-data', 'toggle-theme']),
  }),
} as const

export type ChannelName = keyof typeof channels
export type ChannelInput<C extends ChannelName> = z.input<(typeof channels)[C]['input']>
export type ParsedInput<C extends ChannelName> = z.output<(typeof channels)[C]['input']>
export type ChannelAnswer<C extends ChannelName> = z.output<(typeof channels)[C]['answer']>
export type PushName = keyof typeof pushes
export type PushPayload<P extends PushName> = z.output<(typeof pushes)[P]>
