/**
 * `not_a_backup`: other bytes. `newer`: written by a newer version. `wrong_key`: made with another key. `damaged`:
 * changed, cut or incomplete. `not_empty`: the target holds data. `running`: a hub runs on the target.
 * `old_schema`: the database is of another version than this program. `not_written`: no room, or no right to.
 */
export type RefusalReason =
  | 'not_a_backup'
  | 'newer'
  | 'wrong_key'
  | 'damaged'
  | 'not_empty'
  | 'running'
  | 'old_schema'
  | 'not_written'

/** Why a backup was not made, read or restored, in words for the operator. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused'
  readonly reason: RefusalReason
  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
