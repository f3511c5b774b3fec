import { readAuthority } from '../../../../../hub/contract/admin/settings.ts'
import { useHub } from '../../../../lib/use-hub.ts'
import { Loaded } from '../../../../ui/loaded.tsx'
import { AuthorityPanel } from './authority-panel.tsx'
import { CertificateTable } from './certificate-table.tsx'

/** Whom nodes and consoles believe, and what was signed for them. */
export function CertificatesPart() {
  const query = useHub(readAuthority)
  return (
    <>
      <Loaded query={query} height={260}>
        {authority => <AuthorityPanel authority={authority} />}
      </Loaded>
      <CertificateTable />
    </>
  )
}
