/**
 * What runs somebody else's binary (the console's Electron) sees loopback and no network.
 * @param {string} node path of the Node to run on
 * @param {readonly string[]} args
 * @returns {[string, string[]]} a program and its arguments
 */
export function withoutNetwork(node, args) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return [node, [...args]]
  return ['unshare', ['-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', node, ...args]]
}
