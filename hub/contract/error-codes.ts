/** Every error that may leave the hub over HTTP, with its status. What is not listed here becomes `internal`. */
export const errorCodes = {
  bad_request: 400,
  not_signed_in: 401,
  wrong_credentials: 401,
  second_factor_required: 401,
  password_change_required: 403,
  forbidden: 403,
  csrf_refused: 403,
  not_found: 404,
  user_not_found: 404,
  node_not_found: 404,
  operator_not_found: 404,
  job_not_found: 404,
  grant_not_found: 404,
  plan_not_found: 404,
  order_not_found: 404,
  backup_not_found: 404,
  refund_not_found: 404,
  notice_not_found: 404,
  invite_not_found: 404,
  code_not_found: 404,
  inbox_not_found: 404,
  /** `readyAt`: when the bill of that day will be there; null: there is no such day. */
  bill_not_found: 404,
  merchant_not_found: 404,
  rollout_not_found: 404,
  bulk_not_found: 404,
  alert_not_found: 404,
  /** Somebody else changed the row since it was read; `current` carries it. */
  changed_meanwhile: 409,
  /** A request with this Idempotency-Key was carried out: `at` a time, as entry `auditNumber` of the audit log. */
  already_done: 409,
  name_taken: 409,
  email_taken: 409,
  port_taken: 409,
  address_taken: 409,
  last_owner: 409,
  node_not_empty: 409,
  node_removed: 409,
  already_running: 409,
  /** One roll-out at a time; `rolloutId` is the one that is open. */
  rollout_open: 409,
  /** The environment decides it: it is changed there. */
  set_by_environment: 409,
  /** Nodes have not yet moved to the next certificate authority. */
  rotation_unfinished: 409,
  second_factor_on: 409,
  second_factor_off: 409,
  grant_ended: 409,
  /** A mark by hand with this reference is in the book already. */
  reference_taken: 409,
  code_taken: 409,
  /** The account at the provider is entered already. */
  merchant_taken: 409,
  /** No piece of the plan's stock is left. */
  sold_out: 409,
  /** Another order of the same product is pending: close it first. */
  order_pending: 409,
  /** The filter finds other users than were previewed; `added` and `gone` name the first, and how many. */
  bulk_changed: 409,
  too_large: 413,
  port_out_of_range: 422,
  password_does_not_fit: 422,
  address_refused: 422,
  no_active_plan: 422,
  /** `why` is a refusal of the quote. */
  order_refused: 422,
  /** `why` says what is wrong with the code; the same for one that does not exist. */
  code_refused: 422,
  /** `why`: validity_missing, bytes_missing, validity_of_addons_only, title_missing, kind_changes. */
  plan_refused: 422,
  /**
   * `why`: not_paid, nothing_left, too_much, too_many, too_old, no_merchant, not_abnormal, refused. After a restore:
   * bill_awaited (some of it went back already; the bill of `day` will say what), no_answer.
   */
  refund_refused: 422,
  /** `why`: not_open, is_money, is_refund, other_sum, order_state, or a refusal of the quote. */
  inbox_refused: 422,
  /** `problems`: which settings of the merchant account cannot work, and what to do. */
  merchant_refused: 422,
  /** `why`: over, not_confirmed, nothing, nodes; with `nodes`, each with its refusal. */
  rollout_refused: 422,
  /** `why`: nobody, too_many, too_old, begun, not_begun, ended, other_count, nothing_done, is_undo, undone. */
  bulk_refused: 422,
  no_node_available: 422,
  no_port_available: 422,
  weak_password: 422,
  too_many_requests: 429,
  internal: 500,
  node_unreachable: 502,
  /** `why`: no_merchant, trade_type, over, paid, no_answer, refused. */
  payment_unavailable: 503,
  not_ready: 503,
} as const satisfies Record<string, number>

export type ErrorCode = keyof typeof errorCodes
