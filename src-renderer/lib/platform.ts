const isMac = navigator.userAgent.includes('Mac')

/** How the key of shortcuts is written on this computer. */
export const modifierKey = isMac ? '⌘' : 'Ctrl+'
