/** Of the whole project; `package.json` says the same. */
export const version = '0.1.0'
