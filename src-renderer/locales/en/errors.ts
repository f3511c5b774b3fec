/** What happened, and what to do next; by the code of the failure. */
export const errors = {
  unknown: { title: 'Something went wrong', hint: 'Try again; the hub’s log has the details.' },
  hub_unreachable: {
    title: 'The hub cannot be reached',
    hint: 'Check the network and whether the hub runs. ({{reason}})',
  },
  hub_slow: { title: 'The hub took too long to answer', hint: 'Try again in a moment.' },
  hub_certificate_changed: {
    title: 'This is not the hub you trusted',
    hint: 'It shows another certificate. If the hub was reinstalled or its authority renewed, compare the fingerprint there, then trust it anew.',
  },
  hub_answer_unknown: {
    title: 'The hub answered in a way this version does not know',
    hint: 'Hub and console are probably of different versions.',
  },
  not_connected: { title: 'Not connected', hint: 'Choose a hub and sign in.' },
  call_refused: { title: 'This call was refused', hint: 'It is a fault of the program: please report it.' },
  profile_not_found: { title: 'This hub is no longer in the list', hint: 'Add it again.' },
  address_refused: {
    title: 'This address cannot be used',
    hint: 'Use https://host:port; plain http only for this computer.',
  },
  ssh_unreachable: { title: 'The SSH server cannot be reached', hint: '{{reason}}' },
  ssh_host_key_changed: {
    title: 'The SSH server shows another host key',
    hint: 'Compare the key there before you trust it anew.',
  },
  ssh_sign_in_refused: {
    title: 'The SSH server refused the sign-in',
    hint: 'Check the user, the key or the password.',
  },
  ssh_key_unreadable: { title: 'The SSH key cannot be read', hint: '{{file}}: {{reason}}' },
  keyring_missing: {
    title: 'This computer has no keyring',
    hint: 'Stay signed in only until the program ends, or allow that the token is stored unencrypted.',
  },
  file_not_written: { title: 'The file was not written', hint: '{{file}}: {{reason}}' },
  cancelled: { title: 'Cancelled', hint: '' },
  wrong_credentials: { title: 'These credentials are not right', hint: 'Check them and try again.' },
  weak_password: { title: 'This password is too weak', hint: 'Take a longer one that is not in common use.' },
  too_many_requests: { title: 'Too many tries', hint: 'Wait a little before the next one.' },
  forbidden: { title: 'Your role does not include this', hint: 'Ask an owner if you need it.' },
  not_signed_in: { title: 'Your session has ended', hint: 'Sign in again.' },
  bad_request: { title: 'The hub did not accept this input', hint: 'Check what was entered.' },
  changed_meanwhile: {
    title: 'Somebody else changed this meanwhile',
    hint: 'Look at what they changed, then decide.',
  },
  internal: { title: 'Something went wrong in the hub', hint: 'Its log has the details.' },
  not_ready: { title: 'The hub is not ready yet', hint: 'Try again in a moment.' },
  not_found: { title: 'There is no such thing', hint: 'It may have been removed.' },
} as const
