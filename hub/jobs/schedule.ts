import type { When } from './due-rule.ts'

export interface JobDescription {
  readonly name: string
  readonly when: When
  readonly what: string
  /** Runs so often that successful runs share one row of the history per hour. */
  readonly frequent?: true
}

const seconds = 1_000
const hours = 3_600 * seconds

/**
 * Everything the hub does by itself, besides collecting nodes (see collection-loop).
 * One hub at a time runs these; the others stand by.
 */
export const schedule = [
  {
    name: 'gates.due',
    when: { everyMs: 5 * seconds },
    what: 'Opens and closes gates where a cycle, a grant or a plan begins or ends',
    frequent: true,
  },
  {
    name: 'nodes.watch',
    when: { everyMs: 10 * seconds },
    what: 'Raises and ends alerts for nodes that do not answer',
    frequent: true,
  },
  {
    name: 'nodes.drain',
    when: { everyMs: 30 * seconds },
    what: 'Moves users off nodes that are being drained, as far as there is room elsewhere',
    frequent: true,
  },
  {
    name: 'rollouts.step',
    when: { everyMs: 5 * seconds },
    what: 'Gives the next nodes the settings that are being rolled out, or stops where one is not well',
    frequent: true,
  },
  {
    name: 'bulk.run',
    when: { everyMs: 2 * seconds },
    what: 'Goes on with bulk actions: a hundred users at once, each passed exactly once',
    frequent: true,
  },
  {
    name: 'users.figures',
    when: { everyMs: 3 * 60 * seconds },
    what: 'Brings up to date what lists of users are sorted and filtered by: bytes used and left',
    frequent: true,
  },
  {
    name: 'gates.check',
    when: { cron: '20 3 * * *' },
    what: 'Decides every gate anew and compares: must find nothing',
  },
  {
    name: 'ledger.prove',
    when: { cron: '40 3 * * *' },
    what: 'Compares the sums of the ledger, the meters and the cycles: must find nothing',
  },
  {
    name: 'ledger.prune',
    when: { cron: '0 4 * * *' },
    what: 'Removes hour rows older than 62 days and day rows older than 25 months, after proving equal sums',
  },
  {
    name: 'ports.release',
    when: { cron: '30 4 * * *' },
    what: 'Releases ports 30 days after the last grant and hands over those that may pass to another user',
  },
  {
    name: 'certificates.watch',
    when: { cron: '0 9 * * *' },
    what: 'Renews certificates of nodes and warns 30 and 7 days before one runs out',
  },
  {
    name: 'audit.anchor',
    when: { cron: '5 0 * * *' },
    what: 'Checks the chain of the audit log, writes its head to the log and mails it to the owners',
  },
  {
    name: 'mail.send',
    when: { everyMs: 3 * seconds },
    what: 'Sends the mail that is due',
    frequent: true,
  },
  {
    name: 'mail.remind',
    when: { everyMs: 5 * 60 * seconds },
    what: 'Queues reminders of used data and of plans that end',
    frequent: true,
  },
  {
    name: 'payments.process',
    when: { everyMs: 5 * seconds },
    what: 'Carries out payment notifications that were stored and not done',
    frequent: true,
  },
  {
    name: 'payments.query',
    when: { everyMs: 5 * seconds },
    what: 'Asks the provider about payments whose notification did not come',
    frequent: true,
  },
  {
    name: 'payments.refund',
    when: { everyMs: 10 * seconds },
    what: 'Repeats refunds that have no answer yet, and asks how far the others are',
    frequent: true,
  },
  {
    name: 'payments.watch',
    when: { everyMs: 60 * seconds },
    what: 'Compares the clock with the provider’s, renews the keys that prove its answers when they are 12 hours old, and ends alerts of notifications that can be read again',
    frequent: true,
  },
  {
    name: 'orders.expire',
    when: { everyMs: 10 * seconds },
    what: 'Closes orders that were not paid in time, at the provider first',
    frequent: true,
  },
  {
    name: 'orders.begin',
    when: { everyMs: 10 * seconds },
    what: 'Begins plans that waited for the one before them',
    frequent: true,
  },
  {
    name: 'bills.reconcile',
    when: { everyMs: 10 * 60 * seconds },
    what: 'Compares the provider’s bill of each day with the book, from 10:00 in Beijing the next day on',
    frequent: true,
  },
  {
    name: 'invites.settle',
    when: { everyMs: 5 * 60 * seconds },
    what: 'Gives rewards for invitations whose hold is over, and takes back those whose order was refunded',
    frequent: true,
  },
  {
    name: 'customers.prune',
    when: { everyMs: 1 * hours },
    what: 'Removes ended sessions and mailed codes of customers',
  },
  {
    name: 'backup.run',
    when: { cron: '15 2 * * *' },
    what: 'Makes a backup and removes those that are no longer kept (7 daily, 4 weekly, 6 monthly)',
  },
  {
    name: 'backup.check',
    when: { everyMs: 5 * 60 * seconds },
    what: 'Restores each new backup into a scratch database, and warns when the last good one is 2 days old',
    frequent: true,
  },
  {
    name: 'history.prune',
    when: { everyMs: 1 * hours },
    what: 'Removes old events, ended sessions, samples of nodes older than 14 days, mail older than 30 and job history older than 60',
  },
] as const satisfies readonly JobDescription[]

export type JobName = (typeof schedule)[number]['name']
