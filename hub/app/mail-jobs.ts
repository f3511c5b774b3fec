import { queueReminders } from '../entitlements/queue-reminders.ts'
import type { JobWork } from '../jobs/scheduler.ts'
import { sendDueMail } from '../mail/send-due-mail.ts'
import type { WiredParts } from './ports.ts'

/** The jobs of mail. */
export function mailJobs(parts: WiredParts): Readonly<Record<'mail.send' | 'mail.remind', JobWork>> {
  return {
    'mail.send': database => sendDueMail({ ...parts, database, unfenced: parts.database }),
    'mail.remind': async database => `${await queueReminders({ ...parts, database })} reminders queued`,
  }
}
