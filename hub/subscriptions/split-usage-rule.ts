/**
 * Charged bytes as a client shows them, up and down: the charge is of both ways together, so it is split as the bytes
 * of the running cycle went. What was never seen on a wire (corrections) counts as download.
 */
export function splitUsage(
  charged: number,
  passed: { readonly upload: number; readonly download: number },
): { readonly upload: number; readonly download: number } {
  const all = passed.upload + passed.download
  const upload = all === 0 ? 0 : Math.min(charged, Math.round(charged * (passed.upload / all)))
  return { upload, download: charged - upload }
}
